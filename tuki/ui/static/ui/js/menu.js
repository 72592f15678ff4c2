// A menu is a <details>: this closes it on Escape, on a click elsewhere, and when another opens; arrows walk its items.
import { behaviour } from "./behaviour.js";

/** What in a menu can have the focus, in order. */
export function itemsOf(menu) {
  return [...menu.querySelectorAll(".menu :is(a, button, input, select):not(:disabled, [type=hidden])")];
}

behaviour("details[data-menu]", (menu, signal) => {

  document.addEventListener("pointerdown", (event) => menu.contains(event.target) || (menu.open = false), { signal });
  document.addEventListener("focusin", (event) => menu.contains(event.target) || (menu.open = false), { signal });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (menu.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const all = itemsOf(menu);
      const step = event.key === "ArrowDown" ? 1 : -1;
      all.at((all.indexOf(document.activeElement) + step + all.length) % all.length)?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
});
