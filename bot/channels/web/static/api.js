/**
 * One call to the server, and the two ways in which it can fail: the server said no, or nothing came back.
 */

const MOST_MILLISECONDS = 20_000;

/** How far the server's clock is ahead of this device's, in milliseconds. */
let ahead = 0;

/** The present by the server's clock, in milliseconds: a phone's own may be wrong by hours. */
export const serverNow = () => Date.now() + ahead;

/** @type {string | null} */
let shown = null;

/** The chat that the page shows from now on: each call names it, and the server refuses where the cookie names another.
 * @param {string} chat */
export const show = (chat) => {
  shown = chat;
};

/** The server said no; `say` is its sentence for the patient, where it has one. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string | null} say
   * @param {number} retryAfterSeconds 0 where the server named none
   * @param {string} [code] the server's own for it
   */
  constructor(status, say, retryAfterSeconds, code = "") {
    super(`HTTP ${status}`);
    this.code = code;
    this.status = status;
    this.say = say;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether the browser's cookie names another chat than this page shows. @param {unknown} problem */
export const isOtherChat = (problem) => problem instanceof Refusal && problem.code === "other_chat";

/** Nothing came back, or what came is cut off: whether the server has it is not known. */
export class Unreachable extends Error {}

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path
 * @param {object} [body] sent as JSON
 * @returns {Promise<any>} the JSON answer
 * @throws {Refusal | Unreachable}
 */
export async function call(method, path, body) {
  let response, text;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), MOST_MILLISECONDS);
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: { ...(body && { "Content-Type": "application/json" }), ...(shown !== null && { "X-Chat": shown }) },
      body: body && JSON.stringify(body),
      signal: stop.signal,
    });
    text = await response.text();
  } catch {
    throw new Unreachable("no answer");
  } finally {
    clearTimeout(timer);
  }
  const dated = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(dated)) ahead = dated - Date.now();
  const answer = parsed(text);
  if (!response.ok) {
    const seconds = Number(response.headers.get("Retry-After"));
    const wait = Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
    throw new Refusal(response.status, answer?.say ?? null, wait, answer?.error);
  }
  // A captive portal answers 200 with a page of its own: that is no answer of the server.
  if (answer === null) throw new Unreachable("no JSON");
  return answer;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
