/** Tabs by the ARIA pattern: one tab stop, arrows walk, each tab owns a panel. */

export function startTabs(list: HTMLElement, opened: (tab: HTMLElement) => void): (tab: HTMLElement) => void {
  const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
  const open = (chosen: HTMLElement): void => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !isChosen;
    }
    opened(chosen);
  };
  const move = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    const places: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
    const next = places[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    if (!tab) return;
    open(tab);
    tab.focus();
  };
  list.addEventListener("keydown", move);
  for (const tab of tabs) tab.addEventListener("click", () => open(tab));
  return open;
}
