// j and k walk the rows, x picks, Space peeks, Escape ends that, Enter opens (the row's link has the focus, so Enter is the browser's own).
import { behaviour, debounce } from "./behaviour.js";
import { dialogIsOpen, isPlain, isTyping } from "./typing.js";

behaviour("[data-list-cursor]", (list, signal) => {
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const current = () => list.querySelector("[data-row].current");
  const fetchPeek = debounce(120, peek, signal);

  function moveTo(row) {
    if (!row) return;
    current()?.classList.remove("current");
    row.classList.add("current");
    row.querySelector("a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (document.querySelector("#peek[data-open]")) fetchPeek(row);
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(current());
    moveTo(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  const actions = {
    j: () => step(1),
    k: () => step(-1),
    x: () => current()?.querySelector(".pick .check")?.click(),
    " ": () => peek(current()),
    Escape: unpeek,
  };

  document.addEventListener("keydown", (event) => {
    const action = isPlain(event) && !isTyping(event) && !dialogIsOpen() && actions[event.key];
    if (!action || event.defaultPrevented || (event.key !== "j" && event.key !== "k" && !current())) return;
    if (event.key === " " && event.target.closest("button, summary, input")) return;
    event.preventDefault();
    action();
  }, { signal });

  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || row === current()) return;
    current()?.classList.remove("current");
    row.classList.add("current");
  }, { signal });
});

function peek(row) {
  const place = document.getElementById("peek");
  if (!row?.dataset.peek || !place) return;
  place.dataset.open = "";
  if (!place.checkVisibility()) return unpeek();  // no room for it on a small screen
  window.htmx.ajax("GET", row.dataset.peek, { target: "#peek", swap: "outerHTML" });
}

function unpeek() {
  delete document.getElementById("peek")?.dataset.open;
}
