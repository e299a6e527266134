/**
 * What happens when something comes or is sent: the one place where the parts of the page meet. No element is made here
 * and no call to the server.
 */
import { isOtherChat, serverNow, show } from "./api.js";
import { numbersOf } from "./numbers.js";
import { showQuickReplies } from "./quick-replies.js";
import { showTop } from "./top.js";

/** One turn arrives as several entries in a row; together they are drawn, and read out, once. */
const TURN_MILLISECONDS = 40;

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Letter} Letter */
/** @typedef {import("./types.js").Session} Session */
/**
 * @typedef {object} ChatParts
 * @property {(name: string) => any} part finds an element by its data-part
 * @property {import("./bubble.js").Manner} manner
 * @property {import("./store.js").Store} store
 * @property {import("./transcript.js").Transcript} transcript
 * @property {import("./title.js").Title} title
 * @property {import("./notices.js").Notices} notices
 * @property {import("./follow.js").Follow} follow
 * @property {import("./transcript-view.js").TranscriptView} view
 * @property {import("./typing.js").Typing} typing
 * @property {import("./composer.js").Composer} composer
 * @property {import("./earlier.js").Earlier} earlier
 * @property {import("./outbox.js").Outbox} outbox
 * @property {import("./connection.js").Connection} connection
 * @property {(link: string) => void} askAboutLink asks whether a link may take the place of the chat that is shown
 */

export class Chat {
  /** @type {Session | null} */ #session = null;
  /** @type {Entry[]} */ #arriving = [];
  /** @type {import("./types.js").Receipt | null} */ #receipt = null;
  /** The last sequence that stood here when the page opened. */
  #stood = 0;
  /** Set while this page itself deletes the chat. */
  removing = false;

  /** @param {ChatParts} parts */
  constructor(parts) {
    this.part = parts.part;
    this.manner = parts.manner;
    this.transcript = parts.transcript;
    this.title = parts.title;
    this.notices = parts.notices;
    this.follow = parts.follow;
    this.view = parts.view;
    this.typing = parts.typing;
    this.composer = parts.composer;
    this.earlier = parts.earlier;
    this.outbox = parts.outbox;
    this.connection = parts.connection;
    this.askAboutLink = parts.askAboutLink;
  }

  /** The tag of the chat that is shown. */
  get tag() {
    return this.#session?.chat ?? null;
  }

  start() {
    for (const letter of this.outbox.letters) this.view.showLetter(letter);
    this.follow.toEnd();
    this.connection.open();
  }

  /** @param {Session} session @param {string | null} link that was sent with it */
  opened(session, link) {
    const before = this.#session;
    this.#session = session;
    show(session.chat);
    this.manner.numbers = numbersOf(session.clinic);
    this.title.of(session.clinic.name);
    this.composer.most = session.most_characters;
    showTop(this.part, session, this.manner.words);
    if (session.link === "expired") this.notices.notice(this.manner.words.link_expired);
    const unsent = this.outbox.takeOthers(session.chat);
    // The same chat again: what was missed comes through the stream, from the last entry seen.
    if (before?.chat !== session.chat) this.#begin(session, before !== null);
    this.#giveBack(unsent);
    this.outbox.open();
    if (session.link === "asks" && link !== null) this.askAboutLink(link);
  }

  /** What was written in another chat goes into the box: only the patient sends it here. @param {Letter[]} letters */
  #giveBack(letters) {
    if (!letters.length) return;
    for (const { id, text } of [...letters].reverse()) {
      this.view.takeAway(id);
      this.composer.giveBack(text);
    }
    this.notices.notice(this.manner.words.other_chat_unsent);
    this.notices.outgoing("");
    this.#refresh();
  }

  /** @param {Session} session @param {boolean} another whether another chat stood here before */
  #begin({ entries, earlier, welcome, link }, another) {
    this.view.speak(false);
    if (another) {
      const stood = this.transcript.last > 0;
      // A yes to it would now delete a chat that was never asked about.
      this.part("remove").close();
      this.#clear();
      for (const letter of this.outbox.letters) this.view.showLetter(letter);
      this.notices.notice(stood && link !== "used" ? this.manner.words.not_same_chat : "");
    }
    for (const entry of entries) {
      this.transcript.add(entry);
      if (entry.id !== null && this.outbox.remove(entry.id)) this.view.takeAway(entry.id);
    }
    this.#stood = this.transcript.last;
    this.view.showHistory(entries);
    this.earlier.more = earlier;
    if (!earlier) this.view.welcome(welcome.text, entries.length ? [] : welcome.quick_replies);
    this.#refresh();
    this.follow.toEnd();
    // Two frames later the history has been laid out, and what comes from here on is new.
    requestAnimationFrame(() => requestAnimationFrame(() => this.view.speak(true)));
  }

  /** @param {Entry} entry */
  arrived(entry) {
    if (!this.transcript.add(entry)) return;
    if (this.#arriving.push(entry) === 1) setTimeout(() => this.#draw(), TURN_MILLISECONDS);
  }

  #draw() {
    const entries = this.#arriving;
    this.#arriving = [];
    for (const { id } of entries) if (id !== null) this.outbox.remove(id);
    const first = this.view.showNew(entries);
    this.#refresh();
    this.title.arrived(entries.filter((entry) => entry.who !== "patient").length);
    if (first) this.follow.reveal(first);
  }

  /** @param {{entries: Entry[], earlier: boolean}} answer */
  addEarlier({ entries, earlier }) {
    const added = entries.filter((entry) => this.transcript.add(entry));
    const { welcome } = /** @type {Session} */ (this.#session);
    this.follow.keep(() => {
      this.view.showHistory(added);
      if (!earlier) this.view.welcome(welcome.text, []);
    });
    if (!earlier && document.activeElement === this.part("earlier")) this.part("scroller").focus();
  }

  /** @param {string} text */
  send(text) {
    if (!this.connection.blocked) this.notices.notice("");
    const letter = this.outbox.add(text);
    this.view.showLetter(letter);
    this.#refresh();
    this.follow.toEnd();
  }

  async askForPerson() {
    await (this.#session ? undefined : this.startAgain());
    if (this.#session) this.send(this.#session.person_word);
  }

  /** @param {Letter} letter */
  letterChanged(letter) {
    const { words } = this.manner;
    this.view.showState(letter);
    if (letter.state === "waiting") this.notices.outgoing(letter.say ?? words.not_sent_yet);
    if (letter.state !== "refused") return;
    this.notices.outgoing("");
    const say = letter.say ?? words.refused;
    if (this.composer.empty) {
      this.takeBack(letter.id);
      this.notices.notice(`${say} ${words.given_back}`);
    } else this.notices.notice(say);
    this.#refresh();
  }

  /** @param {Letter} letter @param {import("./types.js").Receipt} receipt */
  letterSent(letter, receipt) {
    this.view.settle(letter.id, receipt);
    this.#receipt = receipt;
    this.notices.outgoing("");
    this.connection.expect(receipt.sequence);
    this.#refresh();
  }

  /** @param {string} id of a message that was refused */
  takeBack(id) {
    const letter = this.outbox.remove(id);
    if (!letter) return;
    this.view.takeAway(id);
    this.composer.giveBack(letter.text);
    this.composer.focus();
    this.#refresh();
  }

  /** The browser keeps no cookie here: what was written stays, and nothing is tried until the patient wants it. */
  blocked() {
    const { words } = this.manner;
    this.outbox.hold();
    this.notices.notice(words.cookies_blocked, { label: words.open_own_tab, href: "/" });
  }

  retry() {
    if (this.connection.blocked) this.connection.open();
    else this.outbox.tryNow();
  }

  /** @param {unknown} problem @param {string} say */
  failed(problem, say) {
    if (isOtherChat(problem)) this.connection.open();
    else this.notices.notice(say);
  }

  /** @param {string} link @param {boolean} start */
  useLink(link, start) {
    this.#showEnd(false);
    return this.connection.useLink(link, start);
  }

  async save() {
    try {
      // A link carries no header, so that it is asked before whether the file would be of the chat shown here.
      if (await this.connection.isShown()) window.location.assign("/chat/transcript");
    } catch {
      this.notices.notice(this.manner.words.save_failed);
    }
  }

  gone() {
    if (!this.removing) this.end(this.manner.words.gone);
  }

  /** The chat is deleted: nothing of it stays on this page. @param {string} say */
  end(say) {
    this.removing = false;
    this.#session = null;
    this.connection.close();
    this.outbox.clear();
    this.composer.clear();
    this.#clear();
    this.#refresh();
    this.notices.notice("");
    this.notices.outgoing("");
    this.earlier.more = false;
    this.#showEnd(true);
    this.part("ended-say").textContent = say;
    this.part("ended-say").focus();
  }

  async startAgain() {
    this.#showEnd(false);
    await this.connection.open();
    this.composer.focus();
  }

  async print() {
    try {
      await this.earlier.all();
    } catch (problem) {
      return this.failed(problem, this.manner.words.earlier_failed);
    }
    window.print();
  }

  #clear() {
    this.#arriving = [];
    this.#receipt = null;
    this.transcript.clear();
    this.view.clear();
  }

  /** @param {boolean} ended */
  #showEnd(ended) {
    this.part("ended").hidden = !ended;
    this.part("composer").hidden = ended;
    this.part("scroller").hidden = ended;
  }

  #refresh() {
    const receipt = this.#receipt && this.#receipt.sequence > this.transcript.last ? this.#receipt : null;
    const asked = receipt ?? this.transcript.unanswered;
    const stood = asked !== null && asked.sequence <= this.#stood;
    this.typing.show(asked, stood ? Math.max(0, serverNow() - Date.parse(asked.at)) : 0);
    const welcoming = this.transcript.last === 0 ? (this.#session?.welcome.quick_replies ?? []) : this.transcript.quickReplies;
    const free = this.#session && !receipt && !this.outbox.letters.length;
    showQuickReplies(this.part("quick"), free ? welcoming : [], {
      send: (text) => this.send(text),
      keepFocus: () => this.part("scroller").focus({ preventScroll: true }),
    });
  }
}
