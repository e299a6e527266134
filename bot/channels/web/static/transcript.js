/**
 * What the chat holds, without any drawing: every entry once, in the order of its sequence.
 */

/** @typedef {import("./types.js").Entry} Entry */

export class Transcript {
  /** @type {Map<number, Entry>} */ #entries = new Map();

  /** @param {Entry} entry @returns {boolean} whether it is new */
  add(entry) {
    if (this.#entries.has(entry.sequence)) return false;
    this.#entries.set(entry.sequence, entry);
    return true;
  }

  clear() {
    this.#entries.clear();
  }

  get entries() {
    return [...this.#entries.values()].sort((one, other) => one.sequence - other.sequence);
  }

  get first() {
    return Math.min(...this.#entries.keys());
  }

  /** The last sequence seen, 0 where there is none. */
  get last() {
    return Math.max(0, ...this.#entries.keys());
  }

  /**
   * The latest message of the patient where nobody has answered it, or anything after it, yet. A person who speaks
   * answers in their own time.
   */
  get unanswered() {
    const entries = this.entries;
    if (entries.findLast((entry) => entry.who !== "patient")?.who === "staff") return null;
    const asked = entries.findLast((entry) => entry.who === "patient");
    if (!asked) return null;
    const answered = entries.some(
      (entry) => entry.who !== "patient" && (entry.sequence > asked.sequence || (entry.answers ?? 0) >= asked.sequence),
    );
    return answered ? null : asked;
  }

  /** The quick replies of the latest turn, empty where the patient wrote last. @returns {string[]} */
  get quickReplies() {
    const entries = this.entries;
    const last = entries.at(-1);
    if (!last || last.who === "patient") return [];
    const turn = last.answers === null ? [last] : entries.filter((entry) => entry.answers === last.answers);
    return [...new Set(turn.flatMap((entry) => entry.quick_replies))];
  }
}
