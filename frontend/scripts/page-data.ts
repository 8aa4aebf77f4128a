/** The data that the server put into the page. */

import type { PageData } from "./contracts";

export function readPageData(): PageData {
  const text = document.getElementById("page-data")?.textContent;
  if (!text) throw new Error("The page carries no data");
  return JSON.parse(text) as PageData;
}
