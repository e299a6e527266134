// Says something once to those who do not see the page. Never a name, a number or a symptom.
const place = document.getElementById("said");

export function say(words) {
  place.textContent = "";
  // Empty for a moment, so that the same words are read out again.
  setTimeout(() => (place.textContent = words), 50);
}
