/**
 * Keeps the text box above the on-screen keyboard where the browser lays the keyboard over the page (iOS).
 * A pinch zoom also makes the visual viewport small, and must not squeeze the page.
 */
export function followKeyboard() {
  const { visualViewport: seen, document } = window;
  if (!seen) return;
  seen.addEventListener("resize", () => {
    const covered = seen.scale === 1 && window.innerHeight - seen.height > 80;
    if (covered) document.documentElement.style.setProperty("--height", `${seen.height}px`);
    else document.documentElement.style.removeProperty("--height");
    if (covered) window.scrollTo(0, 0);
  });
}
