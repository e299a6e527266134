/**
 * How long to wait before the next try, and what a failed call means for a message. Pure decisions.
 */
import { Refusal, isOtherChat } from "./api.js";

const FIRST_SECONDS = 1;
const MOST_SECONDS = 30;

/**
 * Doubles from one second to thirty; spread, so that all patients do not come back in one moment.
 * @param {number} failures in a row, from 1
 * @param {number} random from 0 to 1
 * @returns {number} seconds
 */
export function backoff(failures, random = Math.random()) {
  const whole = Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** (failures - 1));
  return whole * (0.75 + 0.5 * random);
}

/** @typedef {{next: "refused" | "session" | "later", seconds: number, say: string | null}} Verdict */

/**
 * What a failed send means: `refused` for good, a new `session` first, or the same message again `later`.
 * @param {unknown} problem
 * @param {number} failures in a row, this one included
 * @returns {Verdict}
 */
export function verdict(problem, failures) {
  if (!(problem instanceof Refusal)) return { next: "later", seconds: backoff(failures), say: null };
  const { status, say, retryAfterSeconds } = problem;
  if (status === 401 || isOtherChat(problem)) return { next: "session", seconds: failures > 1 ? backoff(failures) : 0, say };
  if (status === 429) return { next: "later", seconds: Math.max(retryAfterSeconds, 1), say };
  if (status >= 500 || status === 408) return { next: "later", seconds: Math.max(retryAfterSeconds, backoff(failures)), say };
  return { next: "refused", seconds: 0, say };
}
