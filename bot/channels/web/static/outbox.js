/**
 * The messages that the server has not taken yet. Each keeps its id over retries and reloads, so that none is doubled;
 * they go one at a time and in order; none is dropped before the server said that it has it.
 */
import { isOtherChat } from "./api.js";
import { newId } from "./ids.js";
import { verdict } from "./waits.js";

/** @typedef {import("./types.js").Letter} Letter */
/** @typedef {import("./types.js").Receipt} Receipt */
/**
 * @typedef {object} OutboxParts
 * @property {import("./store.js").Store} store
 * @property {(letter: Letter) => Promise<Receipt>} post
 * @property {() => Promise<void>} reopen opens a session again
 * @property {(letter: Letter) => void} changed its state is another
 * @property {(letter: Letter, receipt: Receipt) => void} sent
 * @property {() => string | null} chat the tag of the chat that is shown, null where none is yet
 * @property {() => void} blocked a session that was just opened is not known: the browser keeps no cookie here
 */

export class Outbox {
  /** @type {Letter[]} */ #letters;
  /** @type {OutboxParts} */ #parts;
  #open = false;
  #held = false;
  /** The last failure was a lost session, which was opened again. */
  #reopened = false;
  #busy = false;
  #failures = 0;
  /** @type {number | undefined} */ #timer;

  /** @param {OutboxParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#letters = (parts.store.read("outbox") ?? []).map((/** @type {Letter} */ letter) => ({
      ...letter,
      state: letter.state === "refused" ? "refused" : "waiting",
    }));
  }

  /** What is not sent, oldest first. */
  get letters() {
    return [...this.#letters];
  }

  /** @param {string} text @returns {Letter} */
  add(text) {
    /** @type {Letter} */
    const letter = { id: newId(), text, at: new Date().toISOString(), state: "sending", say: null, chat: this.#parts.chat() };
    this.#letters.push(letter);
    this.#save();
    if (this.#timer === undefined && !this.#held) this.#pump();
    else this.#mark(letter, "waiting", null);
    return letter;
  }

  /** A session stands: what waits may go. */
  open() {
    this.#open = true;
    this.#held = false;
    this.tryNow();
  }

  /** Nothing goes until a session stands again. */
  hold() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open = false;
    this.#held = true;
    for (const letter of this.#letters) if (letter.state === "sending") this.#mark(letter, "waiting", null);
  }

  /** Takes out what was written in another chat than this one: it must never go by itself into this.
   * @param {string} chat @returns {Letter[]} */
  takeOthers(chat) {
    const others = this.#letters.filter((letter) => (letter.chat ?? chat) !== chat);
    this.#letters = this.#letters.filter((letter) => !others.includes(letter));
    for (const letter of this.#letters) letter.chat = chat;
    this.#save();
    return others;
  }

  tryNow() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pump();
  }

  /** The server has it, or the patient takes it back. @param {string} id @returns {Letter | undefined} */
  remove(id) {
    const letter = this.#letters.find((one) => one.id === id);
    this.#letters = this.#letters.filter((one) => one !== letter);
    this.#save();
    return letter;
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open = false;
    this.#letters = [];
    this.#save();
  }

  async #pump() {
    if (this.#busy || !this.#open) return;
    this.#busy = true;
    try {
      for (let letter = this.#next(); letter && (await this.#deliver(letter)); letter = this.#next());
    } finally {
      this.#busy = false;
    }
  }

  #next() {
    return this.#open ? this.#letters.find((letter) => letter.state !== "refused") : undefined;
  }

  /** @param {Letter} letter @returns {Promise<boolean>} whether the next may go at once */
  async #deliver(letter) {
    this.#mark(letter, "sending", null);
    try {
      const receipt = await this.#parts.post(letter);
      this.#failures = 0;
      this.#reopened = false;
      if (this.remove(letter.id)) this.#parts.sent(letter, receipt);
      return true;
    } catch (problem) {
      this.#failures += 1;
      const { next, seconds, say } = verdict(problem, this.#failures);
      const again = this.#reopened;
      this.#reopened = next === "session";
      if (!this.#letters.includes(letter)) return true;
      if (next === "refused") {
        this.#failures = 0;
        this.#mark(letter, "refused", say);
        return true;
      }
      if (next === "session" && !again) {
        await this.#parts.reopen();
        return true;
      }
      if (next === "session" && !isOtherChat(problem)) {
        this.#reopened = false;
        this.#mark(letter, "waiting", say);
        this.#parts.blocked();
        return false;
      }
      this.#mark(letter, "waiting", say);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(async () => {
        if (next === "session") await this.#parts.reopen();
        this.tryNow();
      }, seconds * 1000);
      return false;
    }
  }

  /** @param {Letter} letter @param {Letter["state"]} state @param {string | null} say */
  #mark(letter, state, say) {
    Object.assign(letter, { state, say });
    this.#save();
    this.#parts.changed(letter);
  }

  #save() {
    this.#parts.store.write("outbox", this.#letters);
  }
}
