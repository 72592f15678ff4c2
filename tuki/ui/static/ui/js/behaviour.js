// The one way a behaviour meets its elements: connect(element, signal) runs for each element that matches,
// now or later; the signal aborts when the element leaves the page, and takes listeners and timers with it.
const known = [];

export function behaviour(selector, connect) {
  const entry = { selector, connect, alive: new Map() };
  known.push(entry);
  meet(entry, document);
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function announce(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

export function debounce(milliseconds, action, signal) {
  let timer;
  signal?.addEventListener("abort", () => clearTimeout(timer));
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}

function meet(entry, root) {
  const elements = [...root.querySelectorAll(entry.selector)];
  if (root instanceof Element && root.matches(entry.selector)) elements.unshift(root);
  for (const element of elements) {
    if (entry.alive.has(element)) continue;
    const leaving = new AbortController();
    entry.alive.set(element, leaving);
    entry.connect(element, leaving.signal);
  }
}

function part(entry) {
  for (const [element, leaving] of entry.alive) {
    if (element.isConnected) continue;
    leaving.abort();
    entry.alive.delete(element);
  }
}

new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node instanceof Element);
  const removed = changes.some((change) => change.removedNodes.length);
  for (const entry of known) {
    if (removed) part(entry);
    for (const root of added) if (root.isConnected) meet(entry, root);
  }
}).observe(document.documentElement, { childList: true, subtree: true });
