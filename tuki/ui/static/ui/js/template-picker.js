// data-inserts-template: the chosen reply template goes into the answer at the cursor, without a new page.
import { announce, behaviour, csrfToken } from "./behaviour.js";

behaviour("[data-inserts-template]", (element, signal) => {
  const input = element.querySelector("input");
  const button = element.querySelector("button");
  const text = element.closest("form").querySelector("textarea");
  const names = new Set([...element.querySelectorAll("option")].map((option) => option.value));

  const insert = async () => {
    if (!input.value.trim()) return input.focus();
    const body = new URLSearchParams({ template: input.value });
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body, headers, signal });
    if (!answer.ok) return announce(input.getAttribute("aria-label"));
    put(text, (await answer.json()).text);
    input.value = "";
  };

  button.addEventListener("click", (event) => { event.preventDefault(); insert(); }, { signal });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); insert(); }
  }, { signal });
  input.addEventListener("input", (event) => {
    if (event.inputType !== "insertText" && names.has(input.value)) insert();
  }, { signal });
});

function put(text, words) {
  text.focus();
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
