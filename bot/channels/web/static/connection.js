/**
 * Keeps a session and its stream standing: opens, waits longer after each failure, and comes back at once when the
 * network or the screen does. It gives up only where the browser keeps no cookie, and never says that a message was sent.
 */
import { Refusal, call, isOtherChat } from "./api.js";
import { Live } from "./live.js";
import { backoff } from "./waits.js";
import { onWake } from "./wake.js";

const ECHO_MILLISECONDS = 8_000;

/** @typedef {import("./types.js").Session} Session */
/** @typedef {"connecting" | "up" | "unreachable" | "offline"} State */
/**
 * @typedef {object} ConnectionParts
 * @property {string | null} link the clinic's sealed note, sent once
 * @property {(session: Session, link: string | null) => void} opened `link` is the one that was sent with it
 * @property {(entry: import("./types.js").Entry) => void} entry
 * @property {() => void} gone
 * @property {() => number} last the last sequence seen
 * @property {(state: State) => void} state
 * @property {() => void} blocked the browser keeps no cookie here
 * @property {() => void} awake the network or the screen is back
 */

export class Connection {
  /** @type {ConnectionParts} */ #parts;
  /** @type {Live} */ #live;
  /** @type {string | null} */ #link;
  /** @type {Promise<void> | null} */ #opening = null;
  /** The patient wants the link's chat instead of the one that is there. */
  #start = false;
  #chat = "";
  #wanted = false;
  /** A call was answered by the cookie of the session that was opened last: this browser keeps them. */
  #proven = false;
  /** The stream stood since the session was opened. */
  #stood = false;
  #recovering = false;
  blocked = false;
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
      other: () => this.open(),
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

  /** A link that came later, or that the patient has decided on. @param {string} link @param {boolean} start */
  useLink(link, start) {
    this.#link = link;
    this.#start = start;
    return this.open();
  }

  /** The browser keeps no cookie here: each further session would be another chat that nobody can write in. */
  block() {
    this.close();
    this.blocked = true;
    this.#parts.state("up");
    this.#parts.blocked();
  }

  /** Whether the browser's chat is still the one shown; if not, it is opened.
   * @throws {import("./api.js").Refusal | import("./api.js").Unreachable} */
  async isShown() {
    try {
      await call("GET", "/chat/entries?before=1");
      return true;
    } catch (problem) {
      if (!isOtherChat(problem)) throw problem;
      await this.open();
      return false;
    }
  }

  close() {
    this.#wanted = false;
    this.#live.close();
    this.#hurry?.();
  }

  /** The line may be dead without a word: a fresh stream from the last entry seen. */
  refresh() {
    if (this.#wanted && !this.#opening) this.#live.open(this.#parts.last(), this.#chat);
  }

  /** The server took a message: its echo has to come, or the stream is dead. @param {number} sequence */
  expect(sequence) {
    this.#proven = true;
    setTimeout(() => {
      if (this.#parts.last() < sequence) this.refresh();
    }, ECHO_MILLISECONDS);
  }

  async #untilOpen() {
    while (this.#wanted) {
      const link = this.#link;
      const start = this.#start;
      try {
        const session = await call("POST", "/chat/session", link === null ? {} : { link, start });
        if (!this.#wanted) return;
        // Another link may have come meanwhile.
        if (this.#link !== link || this.#start !== start) continue;
        this.#link = null;
        this.#start = this.blocked = this.#stood = this.#proven = false;
        this.#chat = session.chat;
        this.#parts.opened(session, link);
        this.#live.open(this.#parts.last(), this.#chat);
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
    if (this.#recovering) return;
    this.#recovering = true;
    await this.#recover().finally(() => (this.#recovering = false));
  }

  async #recover() {
    let seconds = 0;
    // Why the stream was refused cannot be read from it: an ordinary call tells, and brings what was missed.
    for (let told = this.#stood; ; told = true) {
      this.#failures += 1;
      if (told) await this.#pause(Math.max(seconds, backoff(this.#failures)));
      if (!this.#wanted || this.#opening || this.#live.up) return;
      try {
        const { entries } = await call("GET", "/chat/entries");
        if (!this.#wanted || this.#opening) return;
        this.#proven = this.#stood = true;
        if (entries.length && entries[0].sequence <= this.#parts.last() + 1) entries.forEach(this.#parts.entry);
        return this.#live.open(this.#parts.last(), this.#chat);
      } catch (problem) {
        const refused = problem instanceof Refusal ? problem : null;
        if (refused?.status === 401 && !this.#proven) return this.block();
        if (refused?.status === 401 || isOtherChat(problem)) return this.open();
        this.#parts.state(navigator.onLine ? "unreachable" : "offline");
        seconds = refused?.retryAfterSeconds ?? 0;
      }
    }
  }

  /** @param {boolean} up */
  #state(up) {
    if (up) {
      this.#failures = 0;
      this.#proven = this.#stood = true;
    }
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
