/** What is said of formulas. */

export const formulaScrolls = "Formula, scrolls sideways";
