/**
 * Tells when the network went or came, the screen came back, or the machine slept: a stream can be dead by then without
 * any error.
 */

const TICK_MILLISECONDS = 10_000;
const SLEPT_MILLISECONDS = 45_000;
const HIDDEN_MILLISECONDS = 30_000;

/** @typedef {"offline" | "seen" | "back"} Wake `seen` after a short look away, `back` where the line may be dead */

/** @param {(kind: Wake) => void} tell */
export function onWake(tell) {
  let hiddenAt = 0;
  let tickedAt = Date.now();
  window.addEventListener("offline", () => tell("offline"));
  window.addEventListener("online", () => tell("back"));
  window.addEventListener("pageshow", (event) => event.persisted && tell("back"));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else tell(Date.now() - hiddenAt > HIDDEN_MILLISECONDS ? "back" : "seen");
  });
  setInterval(() => {
    const gap = Date.now() - tickedAt;
    tickedAt = Date.now();
    // Browsers slow the timers of a hidden page down; only a seen page's gap means sleep.
    if (gap > SLEPT_MILLISECONDS && !document.hidden) tell("back");
  }, TICK_MILLISECONDS);
}
