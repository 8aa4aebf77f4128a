/** Auf Deutsch: was die Seite der Notation beim Tippen sagt. */

import type * as english from "../notation";

export const shownOf: typeof english.shownOf = (shown, all) => `${shown} von ${all} Zeichen`;
