// The bar for picked rows: there while some are, with their number. Its own reset picks none.
import { behaviour } from "./behaviour.js";

behaviour("form[data-bulk]", (form, signal) => {
  const picked = () => [...form.elements].filter((field) => field.matches(".check:checked"));
  const count = form.querySelector("[data-picked-count]");

  function show() {
    const number = picked().length;
    form.hidden = number === 0;
    if (count) count.textContent = number;
  }

  document.addEventListener("change", (event) => event.target.form === form && show(), { signal });
  document.addEventListener("htmx:after:swap", show, { signal });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of picked()) field.checked = false;
    show();
  }, { signal });
  show();
});
