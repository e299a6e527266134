/**
 * The stream of new entries. The browser comes back by itself after a cut; where it gives up (an HTTP error), or where
 * the line may be dead without a word (sleep, another network), `lost` is told or `reopen` is called.
 */

/** @typedef {import("./types.js").Entry} Entry */
/**
 * @typedef {object} LiveParts
 * @property {(entry: Entry) => void} entry
 * @property {() => void} gone the chat was deleted
 * @property {() => void} other the browser's cookie names another chat by now
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

  /** @param {number} after the last sequence seen, 0 where there is none @param {string} chat whose entries to take */
  open(after, chat) {
    this.close();
    // Nothing is taken before the stream has said whose it is, again after each cut.
    let known = false;
    const source = new EventSource(`/chat/events?after=${after}`);
    this.#source = source;
    source.addEventListener("open", () => (known = false));
    source.addEventListener("chat", (event) => {
      known = JSON.parse(event.data).chat === chat;
      if (known) return this.#parts.state(true);
      this.close();
      this.#parts.other();
    });
    source.addEventListener("entry", (event) => known && this.#parts.entry(JSON.parse(event.data)));
    source.addEventListener("gone", () => {
      if (!known) return;
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
