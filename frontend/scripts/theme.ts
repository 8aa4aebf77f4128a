/** Theme switch: system, light, dark, in this order; kept in a cookie so that the server renders it. */

const ORDER = ["system", "light", "dark"] as const;
type Theme = (typeof ORDER)[number];
const NAMES: Record<Theme, string> = { system: "follow the system", light: "light", dark: "dark" };
const YEAR_S = 31_536_000;

function current(): Theme {
  const chosen = document.documentElement.dataset["theme"] as Theme | undefined;
  return chosen && ORDER.includes(chosen) ? chosen : "system";
}

function show(theme: Theme, control: HTMLElement): void {
  document.documentElement.dataset["theme"] = theme;
  control.setAttribute("aria-label", `Theme: ${NAMES[theme]}`);
}

export function startThemeSwitch(): void {
  for (const control of document.querySelectorAll<HTMLElement>("[data-theme-switch]")) {
    control.addEventListener("click", (event) => {
      event.preventDefault();
      const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length] ?? "system";
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `theme=${next}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
      show(next, control);
    });
  }
}
