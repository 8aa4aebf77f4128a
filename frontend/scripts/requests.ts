/** Talk to our own server: JSON both ways, with the CSRF token, and errors named for what happened. */

import { part } from "./elements";

/** The line is down, or nothing answered within the deadline. */
export class LineDown extends Error {}

/** The server answered, and the answer is no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: Record<string, unknown>,
  ) {
    super(`The server answered ${status}`);
  }
}

const DEADLINE_MS = 15_000;

/** Signing in as a guest exchanges the token, so the cookie is asked each time. */
function token(): string {
  const cookie = /(?:^|; )(?:__Host-|__Secure-)?csrftoken=([^;]+)/.exec(document.cookie);
  return cookie?.[1] ?? part<HTMLFormElement>("form").querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export interface Ask {
  method?: "GET" | "POST" | "PUT";
  body?: unknown;
  keepalive?: boolean;
}

async function answerTo(address: string, ask: Ask): Promise<Response> {
  const { method = "GET", body, keepalive = false } = ask;
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = token();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(address, {
      method,
      headers,
      keepalive,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new LineDown(String(error));
  }
}

/** The JSON of the answer. Throws LineDown or Refused. */
export async function request<T>(address: string, ask: Ask = {}): Promise<T> {
  const answer = await answerTo(address, ask);
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (!answer.ok) throw new Refused(answer.status, body);
  return body as T;
}
