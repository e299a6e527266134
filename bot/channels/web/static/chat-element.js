/**
 * `<aftercare-chat>`: puts the parts of the chat together. It draws only what the server holds and what the outbox
 * keeps; a message is shown as sent only once the server said so.
 */
import { call, isOtherChat } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { aboutDialog, linkDialog, removeDialog } from "./dialogs.js";
import { Earlier } from "./earlier.js";
import { Follow } from "./follow.js";
import { takeLink } from "./link.js";
import { menu } from "./menu.js";
import { Notices } from "./notices.js";
import { Outbox } from "./outbox.js";
import { openStore } from "./store.js";
import { Title } from "./title.js";
import { standingToggle } from "./top.js";
import { Transcript } from "./transcript.js";
import { TranscriptView } from "./transcript-view.js";
import { Typing } from "./typing.js";
import { label, wordsFor } from "./words.js";

export class AftercareChat extends HTMLElement {
  /** @type {Chat | null} */ #chat = null;

  connectedCallback() {
    if (this.#chat) return;
    const language = this.closest("[lang]")?.getAttribute("lang") ?? "en";
    const words = wordsFor(language);
    label(this, words);
    const part = (/** @type {string} */ name) => this.querySelector(`[data-part="${name}"]`);
    const store = openStore();
    const manner = { words, language, numbers: /** @type {string[]} */ ([]) };

    /** @type {Chat} */
    const chat = new Chat({
      part,
      manner,
      store,
      transcript: new Transcript(),
      title: new Title(words),
      notices: new Notices(part("status"), part("notice"), words),
      follow: new Follow(part("scroller"), part("below")),
      view: new TranscriptView(part("history"), part("log"), manner, {
        retry: () => chat.retry(),
        edit: (id) => chat.takeBack(id),
      }),
      typing: new Typing(part("typing"), part("typing-text"), words, () => chat.connection.refresh()),
      composer: new Composer(part("composer"), part("text"), part("length"), {
        words,
        store,
        send: (text) => chat.send(text),
      }),
      earlier: new Earlier(part("earlier"), {
        first: () => chat.transcript.first,
        add: (answer) => chat.addEarlier(answer),
        failed: (problem) => chat.failed(problem, words.earlier_failed),
      }),
      outbox: new Outbox({
        store,
        post: ({ id, text }) => call("POST", "/chat/messages", { id, text }),
        reopen: () => chat.connection.open(),
        changed: (letter) => chat.letterChanged(letter),
        sent: (letter, receipt) => chat.letterSent(letter, receipt),
        chat: () => chat.tag,
        blocked: () => chat.connection.block(),
      }),
      connection: new Connection({
        link: takeLink(),
        opened: (session, link) => chat.opened(session, link),
        entry: (entry) => chat.arrived(entry),
        gone: () => chat.gone(),
        last: () => chat.transcript.last,
        state: (state) => chat.notices.line(state),
        blocked: () => chat.blocked(),
        awake: () => chat.outbox.tryNow(),
      }),
      askAboutLink: linkDialog(part, (link) => chat.useLink(link, true)),
    });
    this.#chat = chat;

    standingToggle(part, words);
    menu(part("menu-button"), part("menu"));
    aboutDialog(part);
    removeDialog(part, {
      words,
      started: () => (chat.removing = true),
      failed: (problem) => {
        chat.removing = false;
        if (isOtherChat(problem)) chat.connection.open();
      },
      removed: (say) => chat.end(say),
    });
    part("person").addEventListener("click", () => chat.askForPerson());
    part("start-again").addEventListener("click", () => chat.startAgain());
    part("print").addEventListener("click", () => chat.print());
    part("save").addEventListener("click", (/** @type {Event} */ event) => {
      event.preventDefault();
      chat.save();
    });
    // A link that is opened in the tab that has the chat loads nothing anew.
    window.addEventListener("hashchange", () => {
      const link = takeLink();
      if (link !== null) chat.useLink(link, false);
    });
    chat.start();
  }
}
