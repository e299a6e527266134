// Keeps somebody signed in who is at work, warns a minute before the 15 minutes are over, and leaves the page then, so
// that nothing of a patient stays on a screen that nobody looks at. The server ends the session by itself.
const IDLE_S = 15 * 60;
const WARN_S = 60;
const KEEP_EVERY_S = 60;

const box = document.getElementById("idle");
const stay = document.getElementById("idle-stay");
let actedAt = Date.now();
let keptAt = Date.now();
let before = null;

const secondsSince = (then) => (Date.now() - then) / 1000;

function leave() {
  location.replace(`/staff/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

async function ask(method) {
  const answer = await fetch("/staff/session", { method, headers: { "X-CSRF": document.body.dataset.csrf } });
  if (answer.status === 401 || answer.redirected) {
    leave();
    return IDLE_S;
  }
  return answer.ok ? (await answer.json()).idle_left_s : 0;
}

function hide() {
  if (!box.hidden) {
    box.hidden = true;
    before?.focus();
  }
}

async function keep() {
  keptAt = Date.now();
  await ask("POST").catch(() => 0);
}

function acted() {
  actedAt = Date.now();
  if (box.hidden && secondsSince(keptAt) > KEEP_EVERY_S) keep();
}

async function look() {
  if (secondsSince(actedAt) < IDLE_S - WARN_S) return;
  // Somebody may be at work in another window of this browser.
  const left = await ask("GET").catch(() => IDLE_S - secondsSince(actedAt));
  if (left > WARN_S) {
    actedAt = Date.now() - (IDLE_S - left) * 1000;
    hide();
  } else if (left <= 0) {
    leave();
  } else if (box.hidden) {
    before = document.activeElement;
    box.hidden = false;
    stay.focus();
  }
}

for (const kind of ["pointerdown", "keydown", "input"]) {
  document.addEventListener(kind, acted, { passive: true, capture: true });
}
stay.addEventListener("click", () => {
  actedAt = Date.now();
  keep();
  hide();
});
document.addEventListener("visibilitychange", () => document.hidden || look());
setInterval(look, 5000);
