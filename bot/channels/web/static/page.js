/** Starts the page: `?embedded=1` is the same page inside the widget's frame, without its outer header. */
import { AftercareChat } from "./chat-element.js";
import { followKeyboard } from "./viewport.js";

const embedded = new URLSearchParams(window.location.search).get("embedded") === "1";
document.documentElement.classList.toggle("embedded", embedded);

if (embedded) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    // Which site stands around is not known here; the message carries nothing that any site could use.
    window.parent.postMessage({ aftercare: "close" }, "*");
  });
}

followKeyboard();
customElements.define("aftercare-chat", AftercareChat);
