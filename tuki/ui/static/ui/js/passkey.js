// A button that signs in with a passkey (data-passkey="get") or makes one ("create"). It shows where the browser can.
// Both ask data-challenge-url for options, let the browser answer, and send the answer to data-answer-url.
import { behaviour, csrfToken } from "./behaviour.js";

async function ask(url, message) {
  const headers = { "X-CSRFToken": csrfToken(), "Accept": "application/json", "Content-Type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(message) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

function answered(kind, options) {
  if (kind === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

behaviour("[data-passkey]", (button, signal) => {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  button.hidden = false;
  const wrong = document.getElementById(button.dataset.wrong);
  button.addEventListener("click", async () => {
    wrong.textContent = "";
    button.disabled = true;
    try {
      const { options } = await ask(button.dataset.challengeUrl, {});
      const credential = await answered(button.dataset.passkey, options);
      const form = button.form ? Object.fromEntries(new FormData(button.form)) : {};
      const message = { answer: credential.toJSON(), next: form.next ?? "", name: form.passkey_name ?? "" };
      location.assign((await ask(button.dataset.answerUrl, message)).next);
    } catch (error) {
      wrong.textContent = error instanceof DOMException ? button.dataset.wrongWords : error.message;
      button.disabled = false;
    }
  }, { signal });
});
