/** The suggested answers as buttons, under the latest turn of the bot only. A used set goes away at once. */
import { make } from "./bubble.js";

/**
 * @param {HTMLElement} group
 * @param {string[]} replies
 * @param {{send: (text: string) => void, keepFocus: () => void}} parts
 */
export function showQuickReplies(group, replies, { send, keepFocus }) {
  const standing = [...group.children].map((one) => one.textContent);
  if (standing.length === replies.length && standing.every((one, index) => one === replies[index])) return;
  // A pressed button is taken away: focus must not fall back to the top of the page.
  if (group.contains(document.activeElement)) keepFocus();
  group.hidden = replies.length === 0;
  group.replaceChildren(
    ...replies.map((reply) => {
      const button = make("button", "", reply);
      button.type = "button";
      button.dir = "auto";
      button.addEventListener("click", () => send(reply));
      return button;
    }),
  );
}
