/** What is said of formulas and of their symbols. */

export const formulaScrolls: string = "Formula, scrolls sideways";

export const say = {
  whatDoesItMean: ": what does this symbol mean?",
  about: (means: string) => `About this symbol: ${means}`,
  inFormula: "Symbols in this formula",
  shape: "Shape",
  inCode: "In your code",
  allDialects: "Everywhere in the notation",
};
