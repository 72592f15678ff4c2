// A toast counts down while its action can be taken back, then goes. Without a countdown it waits while it is
// pointed at or has the focus; an alert stays until it is closed.
import { behaviour } from "./behaviour.js";

const STAY_SECONDS = 8;

behaviour("tuki-toast", (toast, signal) => {
  const total = Number(toast.dataset.seconds) || 0;
  const words = toast.querySelector("[data-toast-words]");
  const end = performance.now() + (total || STAY_SECONDS) * 1000;
  const dismiss = toast.querySelector("[data-dismiss]");
  if (dismiss && !total) dismiss.hidden = false;
  dismiss?.addEventListener("click", () => toast.remove(), { signal });

  if (toast.role === "alert") return;
  const timer = setInterval(() => {
    const left = Math.max(0, (end - performance.now()) / 1000);
    if (total) {
      words.textContent = toast.dataset.words.replace("{s}", Math.ceil(left));
      toast.style.setProperty("--left", (left / total) * 100);
    }
    if (left > 0 || (!total && toast.matches(":hover, :focus-within"))) return;
    clearInterval(timer);
    toast.remove();
  }, 250);
  signal.addEventListener("abort", () => clearInterval(timer));
});
