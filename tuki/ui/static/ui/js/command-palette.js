// Ctrl+K: one line that finds what this page can do, where one can go, and what the server knows.
import { behaviour, debounce } from "./behaviour.js";
import { Choices, search } from "./choices.js";

const LIMIT = 9;

function here() {
  const seen = new Set();
  return [...document.querySelectorAll(".rail li a, [data-hotkey]:is(a, button, summary)")]
    .filter((element) => !element.closest("dialog, .rail-fold") && element.checkVisibility())
    .map((element) => ({ element, label: labelOf(element), hint: element.dataset.hotkey ?? "" }))
    .filter(({ label }) => label && !seen.has(label) && seen.add(label));
}

function labelOf(element) {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, .count, svg")) part.remove();
  return copy.textContent.trim();
}

behaviour("dialog#palette", (dialog, signal) => {
  const input = dialog.querySelector("input");
  const source = document.body.dataset.paletteUrl;
  const choices = new Choices(input, dialog.querySelector(".menu"), (item) => {
    dialog.close();
    if (item.element) item.element.click();
    else location.assign(item.href);
  });
  let commands = [];

  const matching = (words) => commands.filter(({ label }) => label.toLocaleLowerCase().includes(words.toLocaleLowerCase()));
  const show = (found = []) => choices.show([...matching(input.value.trim()), ...found].slice(0, LIMIT), dialog.dataset.noneWords);
  const ask = debounce(150, async () => {
    const words = input.value.trim();
    const found = source && words ? await search(source, words, signal).catch(() => []) : [];
    if (words === input.value.trim()) show(found);
  }, signal);

  input.addEventListener("input", () => { show(); ask(); }, { signal });
  input.addEventListener("keydown", (event) => event.key === "Escape" || choices.key(event), { signal });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k" || event.defaultPrevented) return;
    event.preventDefault();
    commands = here();
    input.value = "";
    dialog.showModal();
    show();
  }, { signal });
});
