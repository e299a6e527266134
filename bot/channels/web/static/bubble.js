/**
 * One message as an element. Text goes in as text only, never as markup, whoever wrote it.
 */
import { setTextWithNumbers } from "./numbers.js";
import { clock, day } from "./times.js";
import { fill } from "./words.js";

/** @typedef {{words: import("./words.js").Words, language: string, numbers: string[]}} Manner */
/**
 * @typedef {{who: "patient" | "bot" | "staff", text: string, at: string | null, speaker?: string | null,
 *   quick_replies?: string[]}} Said
 */

let made = 0;

/** @param {Said} said @param {Manner} manner @returns {HTMLElement} */
export function makeBubble(said, { words, language, numbers }) {
  const element = make("article", `entry ${said.who}`);
  const head = make("p", "head");
  head.id = `head-${(made += 1)}`;
  element.setAttribute("aria-labelledby", head.id);
  head.append(make("span", "who", said.speaker ? `${said.speaker}, ${words.of_staff}` : words[`who_${said.who}`]), " ");
  if (said.at !== null) {
    element.dataset.day = day(said.at, language);
    const date = make("p", "day", element.dataset.day);
    date.hidden = true;
    element.append(date);
    const time = make("time", "", clock(said.at, language));
    time.dateTime = said.at;
    head.append(time);
  }
  const text = make("p", "text");
  text.dir = "auto";
  // What a patient typed stays as typed; only the clinic's side may dial.
  setTextWithNumbers(text, said.text, said.who === "patient" ? [] : numbers);
  element.append(head, text);
  if (said.quick_replies?.length) {
    const list = said.quick_replies.join(", ");
    element.append(make("p", "unseen", fill(words.suggested_are, { list })));
  }
  return element;
}

/**
 * The line under an own message: where it stands, and what can be done. Changes of it are not read out as messages.
 * @param {HTMLElement} element
 * @param {string} state
 * @param {{label: string, press: () => void} | null} [action]
 */
export function setState(element, state, action = null) {
  let line = element.querySelector(".state");
  if (!line) {
    line = make("p", "state");
    line.setAttribute("aria-live", "off");
    element.append(line);
  }
  if (line.firstChild?.textContent === state && Boolean(action) === Boolean(line.querySelector("button"))) return;
  line.replaceChildren(make("span", "", state));
  if (!action) return;
  const button = make("button", "small", action.label);
  button.type = "button";
  button.addEventListener("click", action.press);
  line.append(" ", button);
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} name @param {string} [text]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, name, text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}
