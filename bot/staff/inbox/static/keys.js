// Single keys for those who like them. They can be turned off, they never act while somebody types or with another key
// held, and everything works without them.
const OFF = "inbox-keys-off";

const dialog = document.getElementById("keys");
const search = document.getElementById("search");
const isOn = document.getElementById("keys-on");

let last;

const links = () => [...document.querySelectorAll("a.open")].filter((each) => each.checkVisibility());

function go(by) {
  const all = links();
  const focused = document.activeElement?.closest("a.open");
  // In the midst of a refresh nothing has focus: then it goes on from where it was.
  const here = all.findIndex((each) => (focused ? each === focused : each.id === last));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  reach(all[next]);
}

function reach(link) {
  last = link?.id;
  link?.focus();
  link?.closest(".case").scrollIntoView({ block: "nearest" });
}

const DO = {
  j: () => go(1),
  k: () => go(-1),
  u: () => reach(document.querySelector("#unseen a.open")),
  "/": () => search.focus(),
  "?": () => dialog.showModal(),
};

function pressed(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (!isOn.checked || dialog.open || typing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (Object.hasOwn(DO, event.key)) {
    event.preventDefault();
    DO[event.key]();
  }
}

export function startKeys() {
  isOn.checked = localStorage.getItem(OFF) === null;
  isOn.addEventListener("change", () => (isOn.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  document.addEventListener("keydown", pressed);
  document.getElementById("keys-open").addEventListener("click", () => dialog.showModal());
}
