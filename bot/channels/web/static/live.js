/**
 * The stream of new entries. The browser comes back by itself after a cut; where it gives up (an HTTP error), or where
 * the line may be dead without a word (sleep, another network), `lost` is told or `reopen` is called.
 */

/** @typedef {import("./types.js").Entry} Entry */
/**
 * @typedef {object} LiveParts
 * @property {(entry: Entry) => void} entry
 * @property {() => void} gone the chat was deleted
 * @property {(up: boolean) => void} state
 * @property {() => void} lost the browser gave up; somebody has to open again
 */

export class Live {
  /** @type {EventSource | null} */ #source = null;
  /** @type {LiveParts} */ #parts;

  /** @param {LiveParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  get up() {
    return this.#source?.readyState === EventSource.OPEN;
  }

  /** @param {number} after the last sequence seen, 0 where there is none */
  open(after) {
    this.close();
    const source = new EventSource(`/chat/events?after=${after}`);
    this.#source = source;
    source.addEventListener("open", () => this.#parts.state(true));
    source.addEventListener("entry", (event) => this.#parts.entry(JSON.parse(event.data)));
    source.addEventListener("gone", () => {
      this.close();
      this.#parts.gone();
    });
    source.addEventListener("error", () => {
      this.#parts.state(false);
      if (source.readyState === EventSource.CLOSED && source === this.#source) this.#parts.lost();
    });
  }

  close() {
    this.#source?.close();
    this.#source = null;
  }
}
