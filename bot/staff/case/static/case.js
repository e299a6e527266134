// What the case's page does beyond its plain forms: Ctrl+Enter sends, the chat shows its end, and a page that cannot
// reach the server says so. Without this file every form still works.
const AT_END_PX = 40;

const scroller = document.querySelector("[data-scroller]");
const stale = document.getElementById("stale");

const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < AT_END_PX;
const toEnd = () => scroller.scrollTo({ top: scroller.scrollHeight });

function tell(words) {
  if (stale.textContent !== words) stale.textContent = words;
  stale.hidden = words === "";
}

function failed(event) {
  const isPoll = "poll" in event.detail.elt.dataset;
  tell(
    isPoll
      ? "This page is not up to date: the server cannot be reached. It tries again by itself."
      : "This was not done: the server did not answer well. What you wrote is still here; press again.",
  );
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  if (event.target instanceof HTMLTextAreaElement) {
    event.preventDefault();
    event.target.form.querySelector("button.strong").click();
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  // A refusal comes with an error's status and with the form, the draft in it.
  if (event.detail.xhr.getResponseHeader("X-Case-Part")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(kind, failed);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) tell("");
});

let wasAtEnd = true;
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id === "live-transcript") wasAtEnd = isAtEnd();
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "live-transcript" && wasAtEnd) toEnd();
});
toEnd();
