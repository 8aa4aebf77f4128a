/** The notation page: the search answers while one types; the address keeps what was typed. */

import { part } from "./elements";
import { shownOf } from "./words/notation";

const rows = [...document.querySelectorAll<HTMLElement>("[data-words]")];

function show(query: string): void {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) row.hidden = !wanted.every((word) => row.dataset["words"]?.includes(word));
  for (const group of document.querySelectorAll<HTMLElement>('[data-part="notation-group"]')) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  const count = rows.filter((row) => !row.hidden).length;
  part("notation-count").textContent = shownOf(count, rows.length);
  part("notation-none").hidden = count > 0;
}

function keep(query: string): void {
  const address = new URL(location.href);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
}

/** A link to a symbol leads there also while the search hides it. */
function showTarget(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.hidden) return;
  part<HTMLInputElement>("notation-q").value = "";
  show("");
  keep("");
  target.scrollIntoView();
}

if (rows.length) {
  const form = part<HTMLFormElement>("notation-search");
  const field = part<HTMLInputElement>("notation-q", form);
  field.addEventListener("input", () => {
    show(field.value);
    keep(field.value.trim());
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", showTarget);
  showTarget();
}
