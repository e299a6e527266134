/**
 * The dialogs. All are modal `<dialog>`s: the browser keeps focus inside and gives it back. Deleting asks first,
 * with focus on the harmless answer, and says so where it failed.
 */
import { Refusal, call, isOtherChat } from "./api.js";

/** @typedef {(name: string) => any} Part finds an element by its data-part */

/** @param {Part} part */
export function aboutDialog(part) {
  const dialog = part("about");
  part("about-open").addEventListener("click", () => dialog.showModal());
  part("about-close").addEventListener("click", () => dialog.close());
}

/**
 * Asks whether the clinic's link may take the place of the chat that is shown; whatever is not a yes keeps the chat.
 * @param {Part} part @param {(link: string) => void} start @returns {(link: string) => void}
 */
export function linkDialog(part, start) {
  const dialog = part("link");
  let asked = "";
  part("link-keep").addEventListener("click", () => dialog.close());
  part("link-start").addEventListener("click", () => {
    dialog.close();
    start(asked);
  });
  return (link) => {
    asked = link;
    if (!dialog.open) dialog.showModal();
    part("link-keep").focus();
  };
}

/**
 * @param {Part} part
 * @param {{words: import("./words.js").Words, started: () => void, failed: (problem: unknown) => void, removed: (say: string) => void}} parts
 */
export function removeDialog(part, { words, started, failed, removed }) {
  const dialog = part("remove");
  const yes = part("remove-yes");
  const problem = part("remove-problem");
  part("remove-open").addEventListener("click", () => {
    problem.textContent = "";
    dialog.showModal();
    part("remove-no").focus();
  });
  part("remove-no").addEventListener("click", () => dialog.close());
  yes.addEventListener("click", async () => {
    if (yes.getAttribute("aria-disabled") === "true") return;
    yes.setAttribute("aria-disabled", "true");
    yes.textContent = words.removing;
    problem.textContent = "";
    started();
    try {
      const { say } = await call("DELETE", "/chat");
      dialog.close();
      removed(say);
    } catch (error) {
      problem.textContent = (error instanceof Refusal && error.say) || words.remove_failed;
      if (isOtherChat(error)) dialog.close();
      failed(error);
    } finally {
      yes.removeAttribute("aria-disabled");
      yes.textContent = words.remove_yes;
    }
  });
}
