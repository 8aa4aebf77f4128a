/** Talk to our own server: JSON both ways, with the CSRF token, and errors named for what happened. */

import { part } from "./elements";
import { EventBody } from "./event-body";

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
const JSON_ONLY = "application/json";
const EVENT_STREAM = "text/event-stream";

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

async function answerTo(address: string, ask: Ask, accept: string): Promise<Response> {
  const { method = "GET", body, keepalive = false } = ask;
  const headers: Record<string, string> = { Accept: accept };
  if (method !== "GET") headers["X-CSRFToken"] = token();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const patience = new AbortController();
  const deadline = setTimeout(() => patience.abort(), DEADLINE_MS);
  try {
    return await fetch(address, {
      method,
      headers,
      keepalive,
      credentials: "same-origin",
      cache: "no-store",
      signal: patience.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new LineDown(String(error));
  } finally {
    clearTimeout(deadline);
  }
}

async function jsonOf(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (!answer.ok) throw new Refused(answer.status, body);
  return body;
}

/** The JSON of the answer. Throws LineDown or Refused. */
export async function request<T>(address: string, ask: Ask = {}): Promise<T> {
  return (await jsonOf(await answerTo(address, ask, JSON_ONLY))) as T;
}

/** The answer, and the live events that come after it in the same answer where the server sends them so. */
export interface LiveAnswer<T> {
  answer: T;
  events: EventBody | null;
}

/** POST something whose live events may come with its answer. Throws LineDown or Refused. */
export async function post<T>(address: string, body: unknown): Promise<LiveAnswer<T>> {
  const answer = await answerTo(address, { method: "POST", body }, `${EVENT_STREAM}, ${JSON_ONLY}`);
  if (!answer.body || !answer.headers.get("Content-Type")?.startsWith(EVENT_STREAM)) {
    return { answer: (await jsonOf(answer)) as T, events: null };
  }
  const events = new EventBody(answer.body);
  const first = await events.next().catch(() => undefined);
  if (first === undefined) throw new LineDown("the answer broke off");
  return { answer: first as T, events };
}
