// Keeps the list up to date: by the stream of changes, by asking every ten seconds where there is no stream, and by
// saying in words that it is not live where neither works. It must never look live when it is not.
const SILENT_S = 25;
const POLL_S = 10;
const LONGEST_WAIT_S = 60;

const state = document.getElementById("live-state");
let source = null;
let heardAt = -Infinity;
let askedAt = performance.now();
let answered = true;
let shownAt = Date.now();
let tries = 0;

const seconds = () => performance.now() / 1000;
const streams = () => seconds() - heardAt < SILENT_S;

function refresh() {
  askedAt = performance.now();
  htmx.trigger("#live", "refresh");
}

function show() {
  const time = new Date(shownAt).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const [name, words] = !answered
    ? ["not", `Not live: the clinic's system cannot be reached. This shows the cases of ${time}.`]
    : streams()
      ? ["live", "Live: changes show by themselves."]
      : ["polled", `Checked every ${POLL_S} seconds: the direct line is down.`];
  state.dataset.state = name;
  if (state.textContent !== words) state.textContent = words;
}

function heard() {
  heardAt = seconds();
  tries = 0;
  show();
}

function lost() {
  heardAt = -Infinity;
  if (source?.readyState === EventSource.CLOSED) reconnect();
  show();
}

function reconnect() {
  source?.close();
  source = null;
  const wait = Math.min(2 ** tries++, LONGEST_WAIT_S) * (0.5 + Math.random());
  setTimeout(connect, wait * 1000);
}

function connect() {
  if (source) return;
  source = new EventSource("/staff/events");
  source.addEventListener("changed", () => {
    heard();
    refresh();
  });
  source.addEventListener("alive", heard);
  source.onopen = heard;
  source.onerror = lost;
}

function look() {
  if (source && heardAt > -Infinity && !streams()) {
    // A line that is dead without saying so.
    heardAt = -Infinity;
    reconnect();
  }
  if ((!streams() || !answered) && performance.now() - askedAt >= POLL_S * 1000) refresh();
  show();
}

function done(event) {
  if (event.detail.elt.id !== "live" && event.detail.target?.id !== "live") return;
  answered = event.detail.successful === true;
  if (answered) shownAt = Date.now();
  show();
}

export function startLive() {
  document.body.addEventListener("htmx:afterRequest", done);
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
  window.addEventListener("online", refresh);
  connect();
  setInterval(look, 1000);
}
