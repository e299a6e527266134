// Counts times down and up between two refreshes, by the server's clock. The words are those of bot/staff/inbox/wording.py.
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

let ahead = 0;

export function stretch(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const minutes = Math.floor(whole / MINUTE);
  const hours = Math.floor(whole / HOUR);
  const days = Math.floor(whole / DAY);
  if (days) return `${days} ${days === 1 ? "day" : "days"} ${hours % 24} h`;
  if (hours) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return minutes ? `${minutes} min` : `${whole} s`;
}

export const timeLeft = (seconds) => (seconds < 0 ? `late by ${stretch(seconds)}` : `${stretch(seconds)} left`);

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function setClock() {
  ahead = Date.parse(document.getElementById("live").dataset.now) - Date.now();
}

function count() {
  const now = Date.now() + ahead;
  for (const each of document.querySelectorAll("time[data-until]")) {
    const left = (Date.parse(each.dataset.until) - now) / 1000;
    write(each, timeLeft(left));
    each.closest(".until")?.classList.toggle("late", left < 0);
  }
  for (const each of document.querySelectorAll("time[data-since]")) {
    write(each, `${stretch((now - Date.parse(each.dataset.since)) / 1000)} ago`);
  }
}

export function startCounting() {
  setClock();
  document.body.addEventListener("htmx:afterSwap", () => {
    setClock();
    count();
  });
  setInterval(count, 1000);
}
