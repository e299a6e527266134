/**
 * What survives a reload of this tab, and nothing longer: the draft and the unsent messages.
 * Inside another site's page a browser may forbid storage; then the tab's memory serves, and nothing fails.
 */

/** @typedef {{read: (key: string) => any, write: (key: string, value: unknown) => void}} Store */

/**
 * @param {() => Storage} storage reading `sessionStorage` itself can throw, so it is read here
 * @returns {Store}
 */
export function openStore(storage = () => window.sessionStorage) {
  /** @type {Map<string, string>} */
  const memory = new Map();
  const name = (/** @type {string} */ key) => `aftercare.${key}`;
  return {
    read(key) {
      let held = memory.get(key);
      try {
        held ??= storage().getItem(name(key)) ?? undefined;
      } catch (problem) {
        if (!(problem instanceof DOMException)) throw problem;
      }
      return held === undefined ? null : JSON.parse(held);
    },
    write(key, value) {
      const text = JSON.stringify(value);
      memory.set(key, text);
      try {
        storage().setItem(name(key), text);
      } catch (problem) {
        if (!(problem instanceof DOMException)) throw problem;
      }
    },
  };
}
