/**
 * The chat on any site: <script src="https://bot.example/widget.js" defer></script>
 *
 * The chat itself runs in an iframe of the bot's own origin, and not in the page around it, so that no script of that
 * page (statistics, advertising, tag managers) can ever read what a patient writes or what the bot answers.
 *
 * A launcher button in the corner opens a panel. All of it stands in a shadow tree with a constructed style sheet, so
 * neither the site's styles nor a strict Content-Security-Policy of the site changes how it looks. Such a policy has to
 * allow this origin in script-src and frame-src. `data-label` on the script tag sets the button's words.
 */
(() => {
  "use strict";
  const NAME = "aftercare-chat-widget";
  // Twice the same script must not make two buttons.
  if (customElements.get(NAME)) return;

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const origin = new URL(script.src).origin;
  const label = script.dataset.label || "Ask about your aftercare";
  const SMALL = "(max-width: 40em), (max-height: 30em)";

  // Sizes are in em of the host element, which is set to the reader's own default: rem would follow the site.
  const STYLE = `
    :host { all: initial !important; font: medium/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif !important;
      --ground: #fff; --ink: #16292a; --edge: #67807f; --accent: #0b5f5a; --accent-ink: #fff; --focus: #0a58ca; }
    * { box-sizing: border-box; }
    button { font: inherit; font-weight: 600; cursor: pointer; min-height: 2.75em; min-width: 2.75em; }
    button:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    .launch { position: fixed; z-index: 2147483646; right: calc(1em + env(safe-area-inset-right));
      bottom: calc(1em + env(safe-area-inset-bottom)); max-width: calc(100vw - 2em); padding: .6em 1.2em;
      border: 1px solid #fff; border-radius: 1.5em; background: var(--accent); color: var(--accent-ink);
      box-shadow: 0 .25em 1em rgb(0 0 0 / 30%); }
    dialog { position: fixed; z-index: 2147483647; inset: auto calc(1em + env(safe-area-inset-right))
      calc(1em + env(safe-area-inset-bottom)) auto; width: 25em; max-width: calc(100vw - 2em); height: 42em;
      max-height: calc(100dvh - 2em); margin: 0; padding: 0; overflow: hidden; border: 1px solid var(--edge);
      border-radius: 1em; background: var(--ground); color: var(--ink); box-shadow: 0 .5em 2em rgb(0 0 0 / 35%); }
    dialog[open] { display: flex; flex-direction: column; }
    .bar { display: flex; align-items: center; justify-content: space-between; gap: .5em; padding: .25em .25em .25em 1em;
      background: var(--accent); color: var(--accent-ink); }
    h2 { margin: 0; font-size: 1em; }
    .close { padding: 0 .8em; border: 1px solid currentColor; border-radius: .75em; background: transparent; color: inherit; }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0; background: var(--ground); }
    @media ${SMALL} {
      dialog { inset: 0; width: 100%; max-width: none; height: 100dvh; max-height: none; border: 0; border-radius: 0;
        padding-top: env(safe-area-inset-top); background: var(--accent); }
    }
    @media (max-height: 30em) { .bar { padding-block: 0; } .close { min-height: 2em; } }
    @media (prefers-color-scheme: dark) { :host { --ground: #0f1819; --ink: #e8f0ee; --accent: #134e4a; --focus: #9cc5ff; } }
    @media print { .launch, dialog { display: none; } }
  `;

  class AftercareChatWidget extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];

      const launch = button("launch", label);
      launch.setAttribute("aria-haspopup", "dialog");
      launch.setAttribute("aria-expanded", "false");
      launch.setAttribute("aria-controls", "panel");
      const panel = document.createElement("dialog");
      panel.id = "panel";
      panel.setAttribute("aria-labelledby", "title");
      const bar = document.createElement("div");
      bar.className = "bar";
      const title = document.createElement("h2");
      title.id = "title";
      title.textContent = "Aftercare chat";
      const close = button("close", "Close");
      close.setAttribute("aria-label", "Close the aftercare chat");
      bar.append(title, close);
      panel.append(bar);
      root.append(launch, panel);

      /** @type {HTMLIFrameElement | null} */
      let frame = null;
      launch.addEventListener("click", () => {
        if (!frame) {
          frame = document.createElement("iframe");
          frame.title = "Aftercare chat";
          // The site's address may say what the patient was reading: it is not handed on.
          frame.referrerPolicy = "no-referrer";
          frame.src = `${origin}/?embedded=1`;
          panel.append(frame);
        }
        // A panel that covers the page keeps focus inside; one beside the page leaves the page usable.
        if (window.matchMedia(SMALL).matches) panel.showModal();
        else panel.show();
        launch.setAttribute("aria-expanded", "true");
        launch.hidden = true;
        frame.focus();
      });
      close.addEventListener("click", () => panel.close());
      panel.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        panel.close();
      });
      panel.addEventListener("close", () => {
        launch.hidden = false;
        launch.setAttribute("aria-expanded", "false");
        launch.focus();
      });
      window.addEventListener("message", (event) => {
        if (event.origin !== origin || event.source !== frame?.contentWindow) return;
        if (event.data?.aftercare === "close") panel.close();
      });
    }
  }

  /** @param {string} name @param {string} words */
  function button(name, words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = words;
    return made;
  }

  customElements.define(NAME, AftercareChatWidget);
  const add = () => document.body.append(document.createElement(NAME));
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
})();
