// A text area as tall as its text, where the browser cannot do it by itself (field-sizing).
import { behaviour } from "./behaviour.js";

behaviour("textarea[data-auto-grow]", (area, signal) => {
  if (CSS.supports("field-sizing", "content")) return;
  const fit = () => {
    area.style.blockSize = "auto";
    area.style.blockSize = `${area.scrollHeight}px`;
  };
  area.addEventListener("input", fit, { signal });
  fit();
});
