// Gives a mail's frame the height of its contents. The frame runs no script of its own (sandbox without allow-scripts);
// we only measure it from here. Without script it keeps its height, scrolls, and can be pulled larger.
import { behaviour } from "./behaviour.js";

const LIMIT_PIXELS = 12_000;

behaviour("tuki-mail-frame", (element, signal) => {
  const frame = element.querySelector("iframe");
  const fit = () => {
    const inside = frame.contentDocument?.documentElement;
    if (inside) frame.style.blockSize = `${Math.min(inside.scrollHeight + 2, LIMIT_PIXELS)}px`;
  };

  function watch() {
    const body = frame.contentDocument?.body;
    if (!body || frame.contentDocument.URL === "about:blank") return;
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(body);
    signal.addEventListener("abort", () => observer.disconnect());
  }
  frame.addEventListener("load", watch, { signal });
  if (frame.contentDocument?.readyState === "complete") watch();
});
