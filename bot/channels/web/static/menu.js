/**
 * The menu: a button that shows and hides a list of ordinary links and buttons, so that Tab alone walks through it.
 */

/** @param {HTMLElement} button @param {HTMLElement} list */
export function menu(button, list) {
  const show = (/** @type {boolean} */ open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  const around = /** @type {HTMLElement} */ (list.parentElement);
  button.addEventListener("click", () => show(list.hidden));
  // Before what was pressed acts: it is about to be hidden, and a dialog it opens gives focus back to this button.
  const pressed = (/** @type {Event} */ event) => {
    if (!(/** @type {HTMLElement} */ (event.target).closest("a, button"))) return;
    button.focus();
    show(false);
  };
  list.addEventListener("click", pressed, { capture: true });
  around.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.preventDefault();
    show(false);
    button.focus();
  });
  around.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !around.contains(/** @type {Node} */ (event.relatedTarget))) show(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!around.contains(/** @type {Node} */ (event.target))) show(false);
  });
}
