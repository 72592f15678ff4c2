// What is being written is kept on the server: the form's fields, without files, are posted a moment after each change.
import { behaviour, csrfToken, debounce } from "./behaviour.js";

const PAUSE_MILLISECONDS = 900;

behaviour("form[data-draft-url]", (form, signal) => {
  const state = form.querySelector("[data-draft-state]");
  const say = (words) => state && (state.textContent = words ?? "");
  let kept = contents(form).toString();
  let sending = false;

  async function keep() {
    const now = contents(form);
    if (sending || now.toString() === kept || signal.aborted) return;
    sending = true;
    const reached = await post(form.dataset.draftUrl, now);
    sending = false;
    if (reached) kept = now.toString();
    say(reached ? form.dataset.savedWords : form.dataset.unsavedWords);
    form.toggleAttribute("data-draft-kept", reached);
    if (reached && contents(form).toString() !== kept) keep();
  }

  const keepSoon = debounce(PAUSE_MILLISECONDS, keep, signal);
  form.addEventListener("input", () => { form.removeAttribute("data-draft-kept"); keepSoon(); }, { signal });
  window.addEventListener("online", keep, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && keep(), { signal });
});

function contents(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") fields.append(name, value);
  }
  return fields;
}

async function post(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, keepalive: true });
    return answer.ok;
  } catch {
    return false;
  }
}
