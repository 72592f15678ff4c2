// Any element answers to the key in its data-hotkey: "r", "g i" (one after the other), "Ctrl+Enter".
// Single keys never fire while typing, and Escape ends that; `?` shows them all. A page that has no element of its own
// for a key uses the link in [data-everywhere].
import { itemsOf } from "./menu.js";
import { dialogIsOpen, isPlain, isTyping } from "./typing.js";

const SEQUENCE_MILLISECONDS = 1200;
let waiting = { key: "", until: 0 };

function chord(event) {
  const modifier = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  return modifier + (modifier && event.key.length === 1 ? event.key.toUpperCase() : event.key);
}

function found(keys, within) {
  const elements = [...within.querySelectorAll(`[data-hotkey="${CSS.escape(keys)}"]`)].filter((element) => !element.disabled);
  const usable = (element) => element.checkVisibility() || element.type === "radio";
  return elements.find(usable) ?? elements.find((element) => element.closest("[data-everywhere]"));
}

function use(element) {
  if (element.type === "radio") {
    element.click();
    element.form?.querySelector("textarea")?.focus();
  } else if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
    if (element.tagName === "SUMMARY") itemsOf(element.parentElement)[0]?.focus();
  }
}

function keysOf(event) {
  const pressed = chord(event);
  const sequence = waiting.until > event.timeStamp ? `${waiting.key} ${pressed}` : "";
  waiting = { key: pressed, until: event.timeStamp + SEQUENCE_MILLISECONDS };
  return [sequence, pressed].filter(Boolean);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && isTyping(event) && !dialogIsOpen()) return event.target.blur();
  if (event.defaultPrevented || event.repeat || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  if (isPlain(event) ? isTyping(event) || dialogIsOpen() : event.altKey) return;
  const within = isPlain(event) ? document : event.target.closest?.("form") ?? document;
  for (const keys of keysOf(event)) {
    const element = found(keys, within);
    if (!element) continue;
    event.preventDefault();
    waiting.until = 0;
    return use(element);
  }
  if (event.key === "?" && isPlain(event)) document.getElementById("all-keys")?.showModal();
});
