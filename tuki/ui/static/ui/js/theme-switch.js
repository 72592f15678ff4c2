// Repaints at once and keeps the choice on the server; without script the same form does both.
import { behaviour, csrfToken } from "./behaviour.js";

behaviour("form[data-theme-switch]", (form, signal) => {
  const page = document.documentElement;
  const buttons = form.querySelectorAll("button[name=theme]");
  const mark = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.value === (page.dataset.theme ?? ""))));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const theme = event.submitter?.value ?? "";
    if (theme) page.dataset.theme = theme;
    else delete page.dataset.theme;
    document.querySelector('meta[name="color-scheme"]').content = theme || "light dark";
    mark();
    const body = new URLSearchParams({ theme });
    await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" } });
  }, { signal });
  mark();
});
