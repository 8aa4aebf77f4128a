/** The event that says: a part of the page came anew from the server. */

export const REPLACED = "ascent:replaced";
