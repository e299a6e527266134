/**
 * What always stands above the chat: who is speaking, the way to a person, the emergency number.
 */
import { dial, dialable, numbersOf, setTextWithNumbers } from "./numbers.js";
import { make } from "./bubble.js";
import { fill } from "./words.js";

/** @typedef {(name: string) => any} Part finds an element by its data-part */

/** @param {Part} part @param {import("./types.js").Session} session @param {import("./words.js").Words} words */
export function showTop(part, { clinic, standing, privacy, delete_note: deleteNote }, words) {
  const numbers = numbersOf(clinic);
  part("title").textContent = clinic.name;
  setTextWithNumbers(part("standing"), standing, numbers);
  number(part("emergency"), clinic.emergency_number, words.emergency);
  number(part("phone"), clinic.phone, words.call_clinic);
  setTextWithNumbers(part("remove-note"), deleteNote, numbers);
  setTextWithNumbers(part("about-standing"), standing, numbers);
  setTextWithNumbers(part("about-privacy"), privacy, numbers);
  const facts = [
    clinic.name,
    fill(words.open_hours, { hours: clinic.hours }),
    fill(words.call_clinic, { number: clinic.phone }),
    fill(words.when_closed, { number: clinic.out_of_hours }),
    fill(words.emergency, { number: clinic.emergency_number }),
  ];
  part("about-facts").replaceChildren(
    ...facts.map((fact) => {
      const item = make("li", "");
      setTextWithNumbers(item, fact, numbers);
      return item;
    }),
  );
}

/** @param {HTMLAnchorElement} link @param {string} value @param {string} words */
function number(link, value, words) {
  link.hidden = !dialable(value);
  link.href = dial(value);
  link.textContent = fill(words, { number: value });
}

/** On a low screen the standing line is one line long; this opens it. @param {Part} part @param {import("./words.js").Words} words */
export function standingToggle(part, words) {
  const button = part("standing-more");
  button.addEventListener("click", () => {
    const open = part("standing").classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? words.show_less : words.show_all;
  });
}
