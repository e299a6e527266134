// Tells of a new or worse urgent case by sound and by a notice of the desktop, for those who have asked for it.
// A notice lies on locked screens: it holds the level and "new case", never a name or a symptom.
import { say } from "./say.js";

const ON = "inbox-alerts";
const KNOWN = "inbox-known";
const BEEPS = { emergency: [988, 784, 988, 784, 988], urgent: [784, 988] };
const WORDS = { emergency: "Emergency", urgent: "Urgent" };

const button = document.getElementById("alerts");
const title = document.title;
let audio = null;

const isOn = () => localStorage.getItem(ON) === "on";

function current() {
  return [...document.querySelectorAll("#unseen .case")].map((row) => ({
    // A case that became worse is told of once more.
    key: `${row.id.slice(row.id.lastIndexOf("-") + 1)} ${row.dataset.raised}`,
    level: row.classList.contains("emergency") ? "emergency" : "urgent",
  }));
}

function beep(level) {
  if (!audio) return;
  BEEPS[level].forEach((pitch, place) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const from = audio.currentTime + 0.22 * place;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.25, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.2);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.2);
  });
}

function notice(level, key) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const shown = new Notification(`${WORDS[level]}: new case`, { tag: key, requireInteraction: level === "emergency" });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch (error) {
    // Phones show notices only by a service worker: sound is left.
    if (!(error instanceof TypeError)) throw error;
  }
}

function look() {
  const cases = current();
  const stored = sessionStorage.getItem(KNOWN);
  const known = new Set(stored === null ? cases.map((each) => each.key) : JSON.parse(stored));
  const fresh = cases.filter((each) => !known.has(each.key));
  sessionStorage.setItem(KNOWN, JSON.stringify(cases.map((each) => each.key)));
  document.title = cases.length ? `(${cases.length}) ${title}` : title;
  if (!fresh.length) return;
  const worst = fresh.some((each) => each.level === "emergency") ? "emergency" : "urgent";
  say(`${WORDS[worst]}: ${fresh.length === 1 ? "new case" : `${fresh.length} new cases`}, not acknowledged`);
  if (isOn()) {
    beep(worst);
    for (const each of fresh) notice(each.level, each.key);
  }
}

function show() {
  const on = isOn();
  button.setAttribute("aria-pressed", String(on));
  const needsTouch = on && audio?.state !== "running";
  button.textContent = `Sound and notice for new urgent cases: ${on ? "on" : "off"}${needsTouch ? " (tap the page once for sound)" : ""}`;
}

async function allowSound() {
  // Browsers play nothing before somebody has touched the page.
  audio ??= new AudioContext();
  if (audio.state !== "running") await audio.resume();
  show();
}

async function toggle() {
  if (isOn()) {
    localStorage.removeItem(ON);
    show();
    return;
  }
  localStorage.setItem(ON, "on");
  await allowSound();
  beep("urgent");
  if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  const silent = !("Notification" in window) || Notification.permission !== "granted";
  say(silent ? "Sound is on. This browser shows no notices." : "Sound and notices are on.");
}

export function startAlerts() {
  button.addEventListener("click", toggle);
  for (const kind of ["pointerup", "keydown"]) {
    document.addEventListener(kind, () => isOn() && audio?.state !== "running" && allowSound());
  }
  document.body.addEventListener("htmx:afterSettle", look);
  show();
  look();
}
