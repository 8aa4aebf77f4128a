/** What each language has to say. */

export * as charts from "../charts";
export * as editor from "../editor";
export * as formulas from "../formulas";
export * as notation from "../notation";
export * as page from "../page";
export * as verdict from "../verdict";
