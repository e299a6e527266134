/** The page's title: the clinic's, and how many messages came while nobody was looking. */
import { fill } from "./words.js";

export class Title {
  /** @type {import("./words.js").Words} */ #words;
  #title;
  #unread = 0;

  /** @param {import("./words.js").Words} words */
  constructor(words) {
    this.#words = words;
    this.#title = words.title;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.#unread = 0;
      this.#show();
    });
  }

  /** @param {string} name the clinic's */
  of(name) {
    this.#title = fill(this.#words.title_of, { name });
    this.#show();
  }

  /** @param {number} count of new messages of the other side */
  arrived(count) {
    if (!document.hidden) return;
    this.#unread += count;
    this.#show();
  }

  #show() {
    const { unread_title: unread } = this.#words;
    document.title = this.#unread ? fill(unread, { count: this.#unread, title: this.#title }) : this.#title;
  }
}
