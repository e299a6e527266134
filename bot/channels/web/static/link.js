/**
 * The clinic's sealed note in the fragment, taken out of the address bar at once, so that it stays neither in the
 * history nor in a copied address.
 * @returns {string | null}
 */
export function takeLink() {
  const link = new URLSearchParams(window.location.hash.slice(1)).get("link");
  if (link === null) return null;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  return link;
}
