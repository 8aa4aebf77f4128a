/**
 * Tables that are walked by arrow keys: one tab stop in all their cells, wherever one is. The stop is the cell's link,
 * or the cell itself where it has none. Without scripts each link is a stop of its own.
 */

export function startGrids(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-grid]")) startGrid(table);
}

function startGrid(table: HTMLTableElement): void {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.cells].map(stopOf));
  let stop = rows[0]?.[0];
  if (!stop) return;
  table.setAttribute("role", "grid");
  for (const other of rows.flat()) other.tabIndex = other === stop ? 0 : -1;
  for (const keys of document.querySelectorAll<HTMLElement>("[data-grid-keys]")) keys.hidden = false;
  const settle = (next: HTMLElement): void => {
    if (stop) stop.tabIndex = -1;
    stop = next;
    next.tabIndex = 0;
  };
  table.addEventListener("focusin", ({ target }) => {
    if (rows.some((row) => row.includes(target as HTMLElement))) settle(target as HTMLElement);
  });
  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const next = walk(rows, event);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

const stopOf = (cell: HTMLTableCellElement): HTMLElement => cell.querySelector("a") ?? cell;

/** Where a key leads from the place that has the focus: Home and End in the row, with Ctrl in the whole grid. */
function walk(rows: HTMLElement[][], { key, ctrlKey }: KeyboardEvent): HTMLElement | undefined {
  const y = rows.findIndex((row) => row.includes(document.activeElement as HTMLElement));
  const row = rows[y];
  if (!row) return undefined;
  const x = row.indexOf(document.activeElement as HTMLElement);
  if (ctrlKey) return { Home: rows[0]?.[0], End: rows.at(-1)?.at(-1) }[key];
  const places: Record<string, HTMLElement | undefined> = {
    ArrowLeft: row[x - 1],
    ArrowRight: row[x + 1],
    ArrowUp: rows[y - 1]?.[x],
    ArrowDown: rows[y + 1]?.[x],
    Home: row[0],
    End: row.at(-1),
  };
  return places[key];
}
