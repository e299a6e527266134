// Keeps the reader's place over a refresh: what is at the top of the screen stays there, and focus is never lost.
// At the very top of the page nothing is held, so that a new case on top is seen.
let before = null;

const rows = () => [...document.querySelectorAll("#live .case")];
const caseOf = (element) => element?.id.slice(element.id.lastIndexOf("-") + 1);

function remember() {
  const focused = document.activeElement?.closest("#live") ? document.activeElement : null;
  const row = focused?.closest(".case");
  const onScreen = rows().filter((each) => each.getBoundingClientRect().bottom > 0);
  const anchors = row && onScreen.includes(row) ? [row, ...onScreen] : onScreen;
  before = {
    focused: focused?.id,
    caseId: caseOf(row),
    index: row ? rows().indexOf(row) : -1,
    anchors: anchors.map((each) => [each.id, each.getBoundingClientRect().top]),
    scrolled: window.scrollY > 0,
  };
}

function refocus() {
  // What was reached meanwhile keeps its focus.
  if (!before.focused || document.activeElement !== document.body) return;
  const same = document.getElementById(before.focused);
  // Acknowledged, a case goes from the top into the list; gone, its neighbour takes its place.
  const moved = before.caseId && rows().find((each) => caseOf(each) === before.caseId);
  const near = before.index < 0 ? null : (rows()[before.index] ?? rows().at(-1));
  const target = same ?? (moved || near)?.querySelector("a.open") ?? document.getElementById("main");
  target.focus({ preventScroll: true });
}

function hold() {
  if (!before.scrolled) return;
  for (const [id, top] of before.anchors) {
    const found = document.getElementById(id);
    if (found) {
      window.scrollBy({ top: found.getBoundingClientRect().top - top, behavior: "instant" });
      return;
    }
  }
}

export function startPlace() {
  document.body.addEventListener("htmx:beforeSwap", (event) => event.detail.target.id === "live" && remember());
  document.body.addEventListener("htmx:afterSettle", () => {
    if (!before) return;
    refocus();
    hold();
    before = null;
  });
}
