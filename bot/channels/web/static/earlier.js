/** The older part of a chat, a page at a time, and the whole of it for paper. */
import { call } from "./api.js";

export class Earlier {
  /** @type {HTMLElement} */ #button;
  /** @type {{first: () => number, add: (answer: {entries: import("./types.js").Entry[], earlier: boolean}) => void}} */ #parts;
  #more = false;

  /**
   * @param {HTMLElement} button
   * @param {{first: () => number, add: (answer: {entries: import("./types.js").Entry[], earlier: boolean}) => void,
   *   failed: (problem: unknown) => void}} parts
   */
  constructor(button, parts) {
    this.#button = button;
    this.#parts = parts;
    button.addEventListener("click", () => this.#page().catch(parts.failed));
  }

  /** @param {boolean} more */
  set more(more) {
    this.#more = more;
    this.#button.hidden = !more;
  }

  /** @throws {import("./api.js").Refusal | import("./api.js").Unreachable} */
  async all() {
    while (this.#more) await this.#page();
  }

  async #page() {
    if (this.#button.getAttribute("aria-disabled") === "true") return;
    this.#button.setAttribute("aria-disabled", "true");
    try {
      const answer = await call("GET", `/chat/entries?before=${this.#parts.first()}`);
      this.#parts.add(answer);
      this.more = answer.earlier && answer.entries.length > 0;
    } finally {
      this.#button.removeAttribute("aria-disabled");
    }
  }
}
