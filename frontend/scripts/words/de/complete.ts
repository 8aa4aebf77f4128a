/** Says nothing itself: a word that German lacks does not compile here. */

import type * as english from "./in-english";
import * as charts from "./charts";
import * as editor from "./editor";
import * as formulas from "./formulas";
import * as notation from "./notation";
import * as page from "./page";
import * as verdict from "./verdict";

export const complete: typeof english = { charts, editor, formulas, notation, page, verdict };
