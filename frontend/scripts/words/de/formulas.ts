/** Auf Deutsch: was zu Formeln und ihren Zeichen gesagt wird. */

import type * as english from "../formulas";

export const formulaScrolls = "Formel, seitlich verschiebbar";

export const say: typeof english.say = {
  whatDoesItMean: ": Was bedeutet dieses Zeichen?",
  about: (means) => `Zu diesem Zeichen: ${means}`,
  inFormula: "Zeichen in dieser Formel",
  shape: "Form",
  inCode: "In deinem Code",
  allDialects: "Überall in der Notation",
};
