/**
 * Keeps a session and its stream standing: opens, waits longer after each failure, and comes back at once when the
 * network or the screen does. It never gives up and never says that a message was sent.
 */
import { Refusal, call } from "./api.js";
import { Live } from "./live.js";
import { backoff } from "./waits.js";
import { onWake } from "./wake.js";

const ECHO_MILLISECONDS = 8_000;

/** @typedef {import("./types.js").Session} Session */
/** @typedef {"connecting" | "up" | "unreachable" | "offline"} State */
/**
 * @typedef {object} ConnectionParts
 * @property {string | null} link the clinic's sealed note, sent once
 * @property {(session: Session) => void} opened
 * @property {(entry: import("./types.js").Entry) => void} entry
 * @property {() => void} gone
 * @property {() => number} last the last sequence seen
 * @property {(state: State) => void} state
 * @property {() => void} awake the network or the screen is back
 */

export class Connection {
  /** @type {ConnectionParts} */ #parts;
  /** @type {Live} */ #live;
  /** @type {string | null} */ #link;
  /** @type {Promise<void> | null} */ #opening = null;
  #wanted = false;
  #failures = 0;
  /** @type {(() => void) | null} */ #hurry = null;

  /** @param {ConnectionParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#link = parts.link;
    this.#live = new Live({
      entry: parts.entry,
      gone: () => {
        this.close();
        parts.gone();
      },
      state: (up) => this.#state(up),
      lost: () => this.#lost(),
    });
    onWake((kind) => this.#wake(kind));
  }

  /** Resolves once a session stands; several callers share one opening. */
  open() {
    this.#wanted = true;
    this.#opening ??= this.#untilOpen().finally(() => (this.#opening = null));
    return this.#opening;
  }

  close() {
    this.#wanted = false;
    this.#live.close();
    this.#hurry?.();
  }

  /** The line may be dead without a word: a fresh stream from the last entry seen. */
  refresh() {
    if (this.#wanted && !this.#opening) this.#live.open(this.#parts.last());
  }

  /** The server took a message: its echo has to come, or the stream is dead. @param {number} sequence */
  expect(sequence) {
    setTimeout(() => {
      if (this.#parts.last() < sequence) this.refresh();
    }, ECHO_MILLISECONDS);
  }

  async #untilOpen() {
    while (this.#wanted) {
      try {
        const session = await call("POST", "/chat/session", this.#link === null ? {} : { link: this.#link });
        if (!this.#wanted) return;
        this.#link = null;
        this.#parts.opened(session);
        this.#live.open(this.#parts.last());
        return;
      } catch (problem) {
        this.#failures += 1;
        this.#parts.state(navigator.onLine ? "unreachable" : "offline");
        const asked = problem instanceof Refusal ? problem.retryAfterSeconds : 0;
        await this.#pause(Math.max(asked, backoff(this.#failures)));
      }
    }
  }

  async #lost() {
    this.#failures += 1;
    await this.#pause(backoff(this.#failures));
    // Why the stream was refused cannot be read from it; opening the session again also finds what was missed.
    if (this.#wanted && !this.#live.up) await this.open();
  }

  /** @param {boolean} up */
  #state(up) {
    if (up) this.#failures = 0;
    this.#parts.state(up ? "up" : navigator.onLine ? "connecting" : "offline");
  }

  /** @param {number} seconds */
  #pause(seconds) {
    return new Promise((done) => {
      const timer = setTimeout(() => this.#hurry?.(), seconds * 1000);
      this.#hurry = () => {
        clearTimeout(timer);
        this.#hurry = null;
        done(undefined);
      };
    });
  }

  /** @param {import("./wake.js").Wake} kind */
  #wake(kind) {
    if (kind === "offline") return this.#parts.state("offline");
    if (!this.#wanted) return;
    this.#failures = 0;
    if (this.#hurry) this.#hurry();
    else if (kind === "back" || !this.#live.up) this.refresh();
    this.#parts.awake();
  }
}
