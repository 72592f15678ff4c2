// One stream of events per browser: one tab holds the connection and tells the others. Every event becomes `tuki:event`
// on the document; elements whose data-live names one of its topics get `live` and fetch themselves (hx-trigger="live").
import { behaviour } from "./behaviour.js";

const GATHER_MILLISECONDS = 250;
const url = document.body?.dataset.streamUrl;
const channel = new BroadcastChannel("tuki-live");
const due = new Set();
const RECENT_MILLISECONDS = 60_000;
let recent = [];
let timer;

function topicsOf(element) {
  return element.dataset.live.split(/\s+/);
}

function refresh() {
  timer = undefined;
  if (document.hidden || document.querySelector(".is-dragged")) return;  // nothing changes under a hand
  for (const element of document.querySelectorAll("[data-live]")) {
    if (topicsOf(element).some((topic) => due.has(topic))) element.dispatchEvent(new CustomEvent("live"));
  }
  due.clear();
}

function take(event) {
  document.dispatchEvent(new CustomEvent("tuki:event", { detail: event }));
  for (const topic of event.topics ?? []) due.add(topic);
  timer ??= setTimeout(refresh, GATHER_MILLISECONDS);
}

/** Tells tabs what was said while they were being drawn. */
function retell(drawnAt) {
  for (const each of recent) if (each.heardAt > drawnAt) channel.postMessage({ event: each.event });
}

/** Opens the connection and keeps it until this tab goes; the browser itself reconnects with the last id.
    The page's age lets the server say what changed while it was being drawn. */
function hold() {
  const age = (Date.now() - performance.timeOrigin) / 1000;
  const stream = new EventSource(`${url}?age=${age.toFixed(1)}`);
  channel.addEventListener("message", (message) => message.data.drawnAt && retell(message.data.drawnAt));
  stream.addEventListener("message", (message) => {
    const event = { ...JSON.parse(message.data), id: message.lastEventId };
    recent = [...recent.filter((each) => each.heardAt > Date.now() - RECENT_MILLISECONDS), { heardAt: Date.now(), event }];
    channel.postMessage({ event });
    take(event);
  });
  stream.addEventListener("open", () => mark("open"));
  stream.addEventListener("error", () => mark(stream.readyState === EventSource.CLOSED ? "closed" : "waiting"));
  window.addEventListener("pagehide", () => stream.close());
  return new Promise(() => {});
}

function mark(state) {
  document.documentElement.dataset.stream = state;
}

if (url) {
  channel.addEventListener("message", (message) => message.data.event && take(message.data.event));
  channel.postMessage({ drawnAt: performance.timeOrigin });
  for (const back of ["visibilitychange", "dragend"]) document.addEventListener(back, () => due.size && refresh());
  // The lock passes to another tab when this one goes. Where locks are missing (plain http), each tab has its own stream.
  if (navigator.locks) navigator.locks.request("tuki-live", hold);
  else hold();
}

// The state of the connection in words, where a page wants to show it.
behaviour("[data-stream-state]", (element, signal) => {
  const watcher = new MutationObserver(() => {
    const state = document.documentElement.dataset.stream;
    element.textContent = element.dataset[`${state}Words`] ?? "";
  });
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-stream"] });
  signal.addEventListener("abort", () => watcher.disconnect());
});
