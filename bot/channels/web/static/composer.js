/**
 * The text box. Enter sends, Shift+Enter makes a line, an input method's Enter does neither. A draft outlives a reload.
 * Nothing is ever cut off: near the limit it says so, and the server decides.
 */
import { fill } from "./words.js";

const NEAR_SHARE = 0.9;
const COMPOSING_KEY = 229; // what Safari reports for the Enter that ends a composition

export class Composer {
  /** @type {HTMLTextAreaElement} */ #text;
  /** @type {HTMLElement} */ #length;
  /** @type {import("./words.js").Words} */ #words;
  /** @type {import("./store.js").Store} */ #store;
  #most = 4000;

  /**
   * @param {HTMLFormElement} form @param {HTMLTextAreaElement} text @param {HTMLElement} length
   * @param {{words: import("./words.js").Words, store: import("./store.js").Store, send: (text: string) => void}} parts
   */
  constructor(form, text, length, { words, store, send }) {
    this.#text = text;
    this.#length = length;
    this.#words = words;
    this.#store = store;
    text.value = store.read("draft") ?? "";
    text.addEventListener("input", () => this.#changed());
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING_KEY) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const written = text.value;
      if (written.trim() === "") return text.focus();
      this.#put("");
      send(written);
    });
    this.#changed();
  }

  /** @param {number} characters */
  set most(characters) {
    this.#most = characters;
    this.#changed();
  }

  get empty() {
    return this.#text.value.trim() === "";
  }

  /** Puts a text back for editing, before what is being written. @param {string} text */
  giveBack(text) {
    this.#put(this.empty ? text : `${text}\n${this.#text.value}`);
  }

  clear() {
    this.#put("");
  }

  focus() {
    this.#text.focus();
  }

  /** @param {string} text */
  #put(text) {
    this.#text.value = text;
    this.#changed();
  }

  #changed() {
    const { value } = this.#text;
    this.#store.write("draft", value);
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
    const count = value.length < this.#most * NEAR_SHARE ? 0 : [...value].length;
    const over = count > this.#most;
    const hint = count < this.#most * NEAR_SHARE ? "" : over ? this.#words.over_limit : this.#words.near_limit;
    this.#length.textContent = fill(hint, { count: count.toLocaleString(), most: this.#most.toLocaleString() });
    this.#length.classList.toggle("over", over);
  }
}
