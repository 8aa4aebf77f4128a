/** The theme menu without a reload: the server keeps the choice, the page changes at once. */

function show(theme: string): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

function mark(form: HTMLFormElement, chosen: HTMLButtonElement): void {
  const sign = form.querySelector("[aria-pressed=true] svg");
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));
  if (sign) chosen.append(sign);
  const said = form.parentElement?.querySelector("summary .visually-hidden");
  if (said) said.textContent = said.textContent.replace(/:.*/s, `: ${chosen.textContent.trim()}`);
}

async function choose(form: HTMLFormElement, chosen: HTMLButtonElement): Promise<void> {
  show(chosen.value);
  mark(form, chosen);
  form.closest("details")?.removeAttribute("open");
  form.parentElement?.querySelector("summary")?.focus();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, chosen), redirect: "manual", keepalive: true });
  if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(`The theme was not kept: ${answer.status}`);
}

export function startThemeMenu(): void {
  document.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!(chosen instanceof HTMLButtonElement) || chosen.name !== "theme") return;
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    // Without a line the choice holds for this page alone.
    choose(form, chosen).catch(() => undefined);
  });
}
