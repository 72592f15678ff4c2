// j and k walk the rows, x picks, Space peeks, Escape ends that, Enter opens (the row's link has the focus, so Enter is the browser's own).
import { behaviour, debounce } from "./behaviour.js";
import { dialogIsOpen, isPlain, isTyping } from "./typing.js";

behaviour("[data-list-cursor]", (list, signal) => {
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const current = () => rows().find((row) => row.id === at);
  let at = list.querySelector("[data-row].current")?.id ?? "";
  let place = 0;  // of the current row, for the case that it leaves the list
  const fetchPeek = debounce(120, peek, signal);

  function mark(row) {
    current()?.classList.remove("current");
    row.classList.add("current");
    at = row.id;
    place = rows().indexOf(row);
  }

  function moveTo(row) {
    if (!row) return;
    mark(row);
    row.querySelector("a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (document.querySelector("#peek[data-open]")) fetchPeek(row);
  }

  function step(by) {
    const all = rows();
    const here = all.indexOf(current());
    moveTo(all[Math.min(Math.max(here < 0 ? place : here + by, 0), all.length - 1)]);
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
    if (row && row !== current()) mark(row);
  }, { signal });
  document.addEventListener("htmx:after:swap", () => current()?.classList.add("current"), { signal });  // rows drawn anew bear no mark
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
