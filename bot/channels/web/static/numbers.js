/**
 * The clinic's own numbers inside a text, as links that dial. Nothing else in a text ever becomes a link.
 */

/** The "(0)" of "+44 (0)20 …" is for callers at home and would not be reached. @param {string} number */
export function dial(number) {
  const whole = number.startsWith("+") ? number.replace("(0)", "") : number;
  return `tel:${whole.replace(/[^\d+*#]/g, "")}`;
}

/** Whether a setting is a number to dial and not a sentence. @param {string} text */
export const dialable = (text) => /^[\d\s()+./*#-]{3,}$/.test(text);

/**
 * @param {import("./types.js").Clinic} clinic
 * @returns {string[]} longest first, so that a number inside a longer one does not win
 */
export const numbersOf = (clinic) =>
  [clinic.phone, clinic.out_of_hours, clinic.emergency_number].filter(dialable).sort((a, b) => b.length - a.length);

/**
 * @param {HTMLElement} element
 * @param {string} text
 * @param {string[]} numbers
 */
export function setTextWithNumbers(element, text, numbers) {
  element.textContent = "";
  if (numbers.length === 0) return element.append(text);
  const any = numbers.map((number) => number.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  let end = 0;
  for (const { 0: number, index } of text.matchAll(new RegExp(any, "g"))) {
    const after = index + number.length;
    // Part of a longer number is another number.
    if (/[\d-]/.test(text.slice(Math.max(0, index - 1), index)) || /^-?\d/.test(text.slice(after))) continue;
    const link = document.createElement("a");
    link.href = dial(number);
    link.textContent = number;
    element.append(text.slice(end, index), link);
    end = after;
  }
  element.append(text.slice(end));
}
