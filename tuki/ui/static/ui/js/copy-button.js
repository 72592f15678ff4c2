// data-copy="text": puts the text on the clipboard and says so.
import { announce, behaviour } from "./behaviour.js";

behaviour("[data-copy]", (button, signal) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(button.dataset.copiedWords);
    const words = button.querySelector("[data-copy-words]");
    if (!words) return;
    const before = words.textContent;
    words.textContent = button.dataset.copiedWords;
    setTimeout(() => (words.textContent = before), 1500);
  }, { signal });
});
