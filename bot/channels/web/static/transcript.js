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

  /** Whether the server's latest entries belong to this chat, or its cookie went and this is another one.
   * @param {Entry[]} latest @param {boolean} earlier */
  continues(latest, earlier) {
    const own = this.#entries.get(this.last);
    if (!own) return true;
    const same = latest.find((entry) => entry.sequence === own.sequence);
    if (same) return same.at === own.at && same.text === own.text;
    return earlier && latest.length > 0 && latest[0].sequence > own.sequence;
  }

  /** The latest message of the patient where nobody has answered it, or anything after it, yet. */
  get unanswered() {
    const entries = this.entries;
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
