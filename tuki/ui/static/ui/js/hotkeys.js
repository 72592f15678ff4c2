// Any element answers to the key in its data-hotkey: "r", "g i" (one after the other), "Ctrl+Enter".
// Single keys never fire while typing; `?` shows them all.
import { dialogIsOpen, isPlain, isTyping } from "./typing.js";

const SEQUENCE_MILLISECONDS = 1200;
let waiting = { key: "", until: 0 };

function chord(event) {
  const modifier = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  return modifier + (modifier && event.key.length === 1 ? event.key.toUpperCase() : event.key);
}

function found(keys, within) {
  const elements = within.querySelectorAll(`[data-hotkey="${CSS.escape(keys)}"]`);
  return [...elements].find((element) => !element.disabled && (element.checkVisibility() || element.type === "radio"));
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
    if (element.tagName === "SUMMARY") element.parentElement.querySelector(".menu :is(a, button, input)")?.focus();
  }
}

function keysOf(event) {
  const pressed = chord(event);
  const sequence = waiting.until > event.timeStamp ? `${waiting.key} ${pressed}` : "";
  waiting = { key: pressed, until: event.timeStamp + SEQUENCE_MILLISECONDS };
  return [sequence, pressed].filter(Boolean);
}

document.addEventListener("keydown", (event) => {
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
