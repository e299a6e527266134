/**
 * The two lines between standing line and chat: `status` for what passes by itself, `notice` for what the patient has to
 * know. An unchanged line is not written again, so a screen reader does not repeat it.
 */
import { make } from "./bubble.js";

const PATIENCE_MILLISECONDS = 3_000;

export class Notices {
  /** @type {HTMLElement} */ #status;
  /** @type {HTMLElement} */ #notice;
  /** @type {import("./words.js").Words} */ #words;
  #line = "";
  #outgoing = "";
  /** @type {number | undefined} */ #timer;

  /** @param {HTMLElement} status @param {HTMLElement} notice @param {import("./words.js").Words} words */
  constructor(status, notice, words) {
    this.#status = status;
    this.#notice = notice;
    this.#words = words;
  }

  /** @param {import("./connection.js").State} state */
  line(state) {
    clearTimeout(this.#timer);
    const set = (/** @type {string} */ text) => {
      this.#line = text;
      this.#show();
    };
    // A line that is back within seconds is not worth a word.
    if (state === "connecting") this.#timer = setTimeout(() => set(this.#words.connecting), PATIENCE_MILLISECONDS);
    else set(state === "up" ? "" : this.#words[state]);
  }

  /** @param {string} text about messages that wait, "" where none does */
  outgoing(text) {
    this.#outgoing = text;
    this.#show();
  }

  /** @param {string} text @param {{label: string, href: string} | null} [link] */
  notice(text, link = null) {
    this.#notice.textContent = text;
    if (!link) return;
    const anchor = make("a", "", link.label);
    anchor.href = link.href;
    anchor.target = "_blank";
    this.#notice.append(" ", anchor);
  }

  #show() {
    const text = this.#line || this.#outgoing;
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}
