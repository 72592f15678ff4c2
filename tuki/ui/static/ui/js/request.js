// What every htmx request of ours carries and keeps: the CSRF token, whether nobody asked for it but a live event
// (then it is no activity of a person, and puts off no idle end), and the focus after a partial update.
import { csrfToken } from "./behaviour.js";

let focused = null;

document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceEvent } = event.detail.ctx;
  if (sourceEvent?.type === "live") request.headers["X-Background"] = "1";
  if (!/^(GET|HEAD)$/.test(request.method)) request.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:before:swap", () => {
  const active = document.activeElement;
  focused = active?.id ? { id: active.id, start: active.selectionStart ?? null, end: active.selectionEnd ?? null } : null;
});

document.addEventListener("htmx:after:swap", () => {
  const element = focused && document.activeElement === document.body && document.getElementById(focused.id);
  if (!element) return;
  element.focus({ preventScroll: true });
  if (focused.start !== null) element.setSelectionRange(focused.start, focused.end);
});
