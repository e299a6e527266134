/**
 * Keeps the end of the chat in view for who is at the end, and leaves alone who has scrolled up: they get a button.
 * A turn longer than the view is shown from its beginning.
 */

const NEAR_PIXELS = 48;

export class Follow {
  /** @type {HTMLElement} */ #scroller;
  /** @type {HTMLElement} */ #button;
  #atEnd = true;
  #top = 0;

  /** @param {HTMLElement} scroller @param {HTMLElement} button */
  constructor(scroller, button) {
    this.#scroller = scroller;
    this.#button = button;
    scroller.addEventListener("scroll", () => {
      const near = this.#room() - scroller.scrollTop < NEAR_PIXELS;
      // Only who scrolls up leaves the end: a view that shrank before this event was told has not moved anybody.
      if (near) this.#atEnd = true;
      else if (scroller.scrollTop < this.#top) this.#atEnd = false;
      this.#top = scroller.scrollTop;
      if (near) button.hidden = true;
    });
    button.addEventListener("click", () => {
      this.toEnd();
      scroller.focus({ preventScroll: true });
    });
    // The on-screen keyboard and a growing text box make the view smaller; a state line makes its content longer.
    const observer = new ResizeObserver(() => this.#atEnd && this.toEnd());
    for (const element of [scroller, ...scroller.children]) observer.observe(element);
  }

  toEnd() {
    this.#atEnd = true;
    this.#button.hidden = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** @param {HTMLElement} first the first new element, already in the page */
  reveal(first) {
    if (!this.#atEnd) {
      this.#button.hidden = false;
      return;
    }
    const top = first.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top + this.#scroller.scrollTop;
    this.#scroller.scrollTop = Math.min(this.#room(), Math.max(0, top - 8));
    this.#atEnd = this.#room() - this.#scroller.scrollTop < NEAR_PIXELS;
  }

  /** Adds above without moving what is being read. @param {() => void} add */
  keep(add) {
    const before = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    add();
    this.#scroller.scrollTop = this.#scroller.scrollHeight - before;
  }

  #room() {
    return this.#scroller.scrollHeight - this.#scroller.clientHeight;
  }
}
