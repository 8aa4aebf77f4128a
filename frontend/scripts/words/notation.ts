/** What the notation page says while one types. */

export const shownOf = (shown: number, all: number): string => `${shown} of ${all} symbols`;
