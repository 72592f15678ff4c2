// A list of things to choose from under a text field: arrows, Enter, Escape, mouse; spoken as a combobox (ARIA 1.2).
let numbered = 0;

export class Choices {
  constructor(input, list, choose) {
    Object.assign(this, { input, list, choose, at: -1 });
    list.id ||= `choices-${++numbered}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent ?? "");
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  }

  show(items, noneWords) {
    this.items = items;
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    if (!items.length && noneWords) this.list.append(Object.assign(document.createElement("p"), { className: "head", textContent: noneWords }));
    this.list.hidden = !items.length && !noneWords;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(items.length ? 0 : -1);
  }

  option(item, index) {
    const option = Object.assign(document.createElement("div"), { className: "item", id: `${this.list.id}-${index}` });
    option.setAttribute("role", "option");
    option.append(item.label);
    if (item.hint) option.append(Object.assign(document.createElement("span"), { className: "end faint", textContent: item.hint }));
    option.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(index); });
    return option;
  }

  mark(index) {
    const options = [...this.list.querySelectorAll('[role="option"]')];
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    this.at = index;
    if (index < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const item = this.items?.[index];
    this.close();
    if (item) this.choose(item);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Handles a key of the field; true when it was one of ours. */
  key(event) {
    if (this.list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.items.length) this.mark((this.at + step + this.items.length) % this.items.length);
    else if (event.key === "Enter" && this.at >= 0) this.take(this.at);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }
}

export async function search(source, words, signal) {
  const url = new URL(source, document.baseURI);
  url.searchParams.set("q", words);
  const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`search answered ${answer.status}`);
  return answer.json();
}
