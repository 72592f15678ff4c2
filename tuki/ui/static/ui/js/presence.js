// While a ticket is looked at, the desk is told every 20 seconds; whether something is being written goes with it.
import { behaviour, csrfToken } from "./behaviour.js";

const BEAT_MILLISECONDS = 20_000;
const WRITING_MILLISECONDS = 15_000;

behaviour("[data-presence-url]", (element, signal) => {
  let wroteAt = -Infinity;
  let saidWriting = false;

  function beat(leaving = false) {
    if (document.hidden && !leaving) return;
    saidWriting = performance.now() - wroteAt < WRITING_MILLISECONDS;
    const mode = element.querySelector('input[name="mode"]:checked')?.value ?? "";
    const body = new URLSearchParams({ state: leaving ? "gone" : saidWriting ? "writing" : "looking", mode });
    fetch(element.dataset.presenceUrl, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": csrfToken() } }).catch(() => {});
  }

  element.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    wroteAt = performance.now();
    if (!saidWriting) beat();
  }, { signal });
  document.addEventListener("visibilitychange", () => beat(document.hidden), { signal });
  window.addEventListener("pagehide", () => beat(true), { signal });
  const timer = setInterval(() => beat(), BEAT_MILLISECONDS);
  signal.addEventListener("abort", () => { clearInterval(timer); beat(true); });
  beat();
});
