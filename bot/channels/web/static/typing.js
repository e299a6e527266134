/**
 * Shows that an answer is being made, and after a minute that it takes too long. It is text on the page and no live
 * region: a screen reader finds it and is not told of it again and again.
 */

const LATE_MILLISECONDS = 60_000;

export class Typing {
  /** @type {HTMLElement} */ #line;
  /** @type {HTMLElement} */ #text;
  /** @type {{writing: string, no_answer_yet: string}} */ #words;
  /** @type {() => void} */ #late;
  /** @type {number | null} */ #sequence = null;
  /** @type {number | undefined} */ #timer;

  /**
   * @param {HTMLElement} line @param {HTMLElement} text @param {{writing: string, no_answer_yet: string}} words
   * @param {() => void} late
   */
  constructor(line, text, words, late) {
    this.#line = line;
    this.#text = text;
    this.#words = words;
    this.#late = late;
  }

  /**
   * @param {{sequence: number} | null} asked what waits for an answer
   * @param {number} [age] of it in milliseconds, by the server's clock
   */
  show(asked, age = 0) {
    if ((asked?.sequence ?? null) === this.#sequence) return;
    clearTimeout(this.#timer);
    this.#sequence = asked?.sequence ?? null;
    this.#line.hidden = asked === null;
    if (asked === null) return;
    this.#set(age > LATE_MILLISECONDS);
    if (age <= LATE_MILLISECONDS) {
      this.#timer = setTimeout(() => {
        this.#set(true);
        this.#late();
      }, LATE_MILLISECONDS - age);
    }
  }

  /** @param {boolean} late */
  #set(late) {
    this.#line.classList.toggle("late", late);
    this.#text.textContent = late ? this.#words.no_answer_yet : this.#words.writing;
  }
}
