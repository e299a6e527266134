/**
 * Draws the chat in two regions: what stood there before goes into `history`, which is never read out; what comes while
 * the page is open goes into `log`, which is. An element that stands is never moved without need, so nothing is read twice.
 */
import { makeBubble, setState } from "./bubble.js";
import { clock } from "./times.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Letter} Letter */

export class TranscriptView {
  /** @type {HTMLElement} */ #history;
  /** @type {HTMLElement} */ #log;
  /** @type {import("./bubble.js").Manner} */ #manner;
  /** @type {Map<string, HTMLElement>} own messages by their id */ #own = new Map();
  /** @type {{retry: () => void, edit: (id: string) => void}} */ #actions;

  /**
   * @param {HTMLElement} history @param {HTMLElement} log @param {import("./bubble.js").Manner} manner
   * @param {{retry: () => void, edit: (id: string) => void}} actions
   */
  constructor(history, log, manner, actions) {
    this.#history = history;
    this.#log = log;
    this.#manner = manner;
    this.#actions = actions;
  }

  /** @param {boolean} aloud whether new entries are read out from here on */
  speak(aloud) {
    this.#log.setAttribute("aria-live", aloud ? "polite" : "off");
  }

  /** @param {string} text the first words, which stand before every entry */
  welcome(text, /** @type {string[]} */ quickReplies) {
    this.#history.querySelector(".welcome")?.remove();
    const bubble = makeBubble({ who: "bot", text, at: null, quick_replies: quickReplies }, this.#manner);
    bubble.classList.add("welcome");
    this.#history.prepend(bubble);
  }

  /** Entries that stood before; nothing of them is read out. @param {Entry[]} entries */
  showHistory(entries) {
    for (const entry of entries) this.#place(this.#bubbleOf(entry), this.#history, entry.sequence);
    this.#markDays();
  }

  /** @param {Entry[]} entries @returns {HTMLElement | null} the first one that was not there before */
  showNew(entries) {
    let first = null;
    for (const entry of entries) {
      const own = entry.id === null ? undefined : this.#own.get(entry.id);
      if (own) {
        this.settle(/** @type {string} */ (entry.id), entry);
        continue;
      }
      const bubble = this.#bubbleOf(entry);
      this.#place(bubble, this.#log, entry.sequence);
      first ??= bubble;
    }
    this.#markDays();
    return first;
  }

  /** A message that the server does not have yet. @param {Letter} letter @returns {HTMLElement} */
  showLetter(letter) {
    const bubble = makeBubble({ who: "patient", text: letter.text, at: letter.at }, this.#manner);
    this.#own.set(letter.id, bubble);
    this.#place(bubble, this.#log, Infinity);
    this.showState(letter);
    this.#markDays();
    return bubble;
  }

  /** @param {Letter} letter */
  showState(letter) {
    const bubble = this.#own.get(letter.id);
    if (!bubble) return;
    const { words } = this.#manner;
    bubble.classList.toggle("unsent", letter.state !== "sending");
    if (letter.state === "sending") setState(bubble, words.sending);
    else if (letter.state === "waiting") {
      setState(bubble, words.not_sent_yet, { label: words.retry, press: this.#actions.retry });
    } else {
      const press = () => this.#actions.edit(letter.id);
      setState(bubble, `${words.not_sent} ${letter.say ?? words.refused}`, { label: words.edit, press });
    }
  }

  /** The server has it. @param {string} id @param {{sequence: number, at: string}} receipt */
  settle(id, { sequence, at }) {
    const bubble = this.#own.get(id);
    if (!bubble || bubble.dataset.sequence === String(sequence)) return;
    bubble.classList.remove("unsent");
    const time = bubble.querySelector("time");
    if (time && time.dateTime !== at) {
      time.dateTime = at;
      const shown = clock(at, this.#manner.language);
      if (time.textContent !== shown) time.textContent = shown;
    }
    setState(bubble, this.#manner.words.sent);
    this.#place(bubble, /** @type {HTMLElement} */ (bubble.parentElement), sequence);
  }

  /** @param {string} id */
  takeAway(id) {
    this.#own.get(id)?.remove();
    this.#own.delete(id);
    this.#markDays();
  }

  clear() {
    this.#own.clear();
    this.#history.replaceChildren();
    this.#log.replaceChildren();
  }

  /** @param {Entry} entry */
  #bubbleOf(entry) {
    const bubble = makeBubble(entry, this.#manner);
    if (entry.who === "patient") setState(bubble, this.#manner.words.sent);
    if (entry.id !== null) this.#own.set(entry.id, bubble);
    return bubble;
  }

  /** @param {HTMLElement} bubble @param {HTMLElement} region @param {number} sequence */
  #place(bubble, region, sequence) {
    bubble.dataset.sequence = String(sequence);
    const later = [...region.children].find(
      (one) => one !== bubble && Number(/** @type {HTMLElement} */ (one).dataset.sequence) > sequence,
    );
    if (bubble.parentElement !== region || bubble.nextElementSibling !== (later ?? null)) {
      region.insertBefore(bubble, later ?? null);
    }
  }

  #markDays() {
    let shown = "";
    for (const bubble of [...this.#history.children, ...this.#log.children]) {
      const { day } = /** @type {HTMLElement} */ (bubble).dataset;
      if (day === undefined) continue;
      const line = /** @type {HTMLElement} */ (bubble.querySelector(".day"));
      if (line.hidden !== (day === shown)) line.hidden = day === shown;
      shown = day;
    }
  }
}
