// Whether a key belongs to what is being written, or to a dialog above the page.
export function isTyping(event) {
  const target = event.target;
  if (event.isComposing || target.isContentEditable || target.tagName === "SELECT" || target.tagName === "TEXTAREA") return true;
  return target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|reset|file)$/.test(target.type);
}

export function isPlain(event) {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

export function dialogIsOpen() {
  return document.querySelector("dialog:modal") !== null;
}
