// <tuki-combobox data-source>: a text field completed from the server. With data-multiple the words after the last comma.
import { behaviour, debounce } from "./behaviour.js";
import { Choices, search } from "./choices.js";

behaviour("tuki-combobox", (element, signal) => {
  const input = element.querySelector("input");
  const list = Object.assign(document.createElement("div"), { className: "menu", hidden: true });
  const multiple = "multiple" in element.dataset;
  element.append(list);
  input.removeAttribute("list");

  const typed = () => (multiple ? input.value.split(",").at(-1) : input.value).trim();
  const choices = new Choices(input, list, (item) => {
    const before = multiple ? input.value.split(",").slice(0, -1).map((part) => `${part.trim()}, `).join("") : "";
    input.value = before + item.value + (multiple ? ", " : "");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  let asking;
  const ask = debounce(150, async () => {
    asking?.abort();
    asking = new AbortController();
    if (!typed()) return choices.close();
    const found = await search(element.dataset.source, typed(), asking.signal).catch(() => null);
    if (found && document.activeElement === input) choices.show(found, element.dataset.noneWords);
  }, signal);

  input.addEventListener("input", ask, { signal });
  input.addEventListener("keydown", (event) => choices.key(event), { signal });
  input.addEventListener("blur", () => choices.close(), { signal });
});
