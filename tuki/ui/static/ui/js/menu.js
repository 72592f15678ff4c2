// A menu is a <details>: this closes it on Escape, on a click elsewhere, and when another opens; arrows walk its items.
import { behaviour } from "./behaviour.js";

behaviour("details[data-menu]", (menu, signal) => {
  const items = () => [...menu.querySelectorAll(".menu :is(a, button, input):not(:disabled)")];

  document.addEventListener("pointerdown", (event) => menu.contains(event.target) || (menu.open = false), { signal });
  document.addEventListener("focusin", (event) => menu.contains(event.target) || (menu.open = false), { signal });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (menu.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const all = items();
      const step = event.key === "ArrowDown" ? 1 : -1;
      all.at((all.indexOf(document.activeElement) + step + all.length) % all.length)?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
});
