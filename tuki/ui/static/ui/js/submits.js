// A form with one choice is sent as soon as the choice is made; its button is for those without script.
import { behaviour } from "./behaviour.js";

behaviour("form[data-submits]", (form, signal) => {
  form.addEventListener("change", () => form.requestSubmit(), { signal });
});
