/** Clock times and days as this device's owner reads them. */

/** The browser's own variant of the page's language ("en-GB" for "en"), so that the clock is the patient's. */
const locale = (/** @type {string} */ language) =>
  navigator.languages.find((one) => one === language || one.startsWith(`${language}-`)) ?? language;

/**
 * @param {string} at ISO 8601
 * @param {string} language
 */
export const clock = (at, language) =>
  new Date(at).toLocaleTimeString(locale(language), { hour: "numeric", minute: "2-digit" });

/**
 * The day by its date, never "today", which would be wrong after midnight and on paper.
 * @param {string} at ISO 8601
 * @param {string} language
 */
export const day = (at, language) =>
  new Date(at).toLocaleDateString(locale(language), { weekday: "long", day: "numeric", month: "long" });
