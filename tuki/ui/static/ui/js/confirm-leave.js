// Asks before a page with unsent words is left; not when the draft is already kept on the server.
import { behaviour } from "./behaviour.js";

behaviour("form[data-confirm-leave]", (form, signal) => {
  let changed = false;
  form.addEventListener("input", () => (changed = true), { signal });
  form.addEventListener("submit", () => (changed = false), { signal });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !form.hasAttribute("data-draft-kept")) event.preventDefault();
  }, { signal });
});
