/**
 * The two dialogs. Both are modal `<dialog>`s: the browser keeps focus inside and gives it back. Deleting asks first,
 * with focus on the harmless answer, and says so where it failed.
 */
import { Refusal, call } from "./api.js";

/** @typedef {(name: string) => any} Part finds an element by its data-part */

/** @param {Part} part */
export function aboutDialog(part) {
  const dialog = part("about");
  part("about-open").addEventListener("click", () => dialog.showModal());
  part("about-close").addEventListener("click", () => dialog.close());
}

/**
 * @param {Part} part
 * @param {{words: import("./words.js").Words, started: () => void, failed: () => void, removed: (say: string) => void}} parts
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
      failed();
    } finally {
      yes.removeAttribute("aria-disabled");
      yes.textContent = words.remove_yes;
    }
  });
}
