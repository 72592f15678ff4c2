// Files by dropping and by pasting a picture; each with its size and a way to take it out again before sending.
import { behaviour } from "./behaviour.js";

behaviour("[data-file-drop]", (zone, signal) => {
  const form = zone.closest("form");
  const input = zone.querySelector('input[type="file"]') ?? form?.querySelector('input[type="file"]');
  const list = zone.querySelector(".chosen-files");
  if (!input || !list) return;
  const limit = Number(zone.dataset.maxBytes) || Infinity;

  function set(files) {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    show();
  }
  const add = (files) => files.length && set(input.multiple ? [...input.files, ...files] : [files[0]]);
  const show = () => list.replaceChildren(...[...input.files].map(entry));

  function entry(file) {
    const item = document.createElement("li");
    const size = Object.assign(document.createElement("span"), { textContent: sizeWords(file.size) });
    if (file.size > limit) Object.assign(size, { className: "too-large", textContent: `${size.textContent}, ${zone.dataset.tooLargeWords}` });
    const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    remove.setAttribute("aria-label", `${zone.dataset.removeWords}: ${file.name}`);
    remove.addEventListener("click", () => set([...input.files].filter((other) => other !== file)), { signal });
    item.append(file.name, size, remove);
    return item;
  }

  const ground = form ?? zone;
  const over = (is) => zone.classList.toggle("is-over", is);
  ground.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    over(true);
  }, { signal });
  ground.addEventListener("dragleave", (event) => ground.contains(event.relatedTarget) || over(false), { signal });
  ground.addEventListener("drop", (event) => {
    over(false);
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add([...event.dataTransfer.files]);
  }, { signal });
  ground.addEventListener("paste", (event) => add([...event.clipboardData.files]), { signal });
  input.addEventListener("change", show, { signal });
});

function sizeWords(bytes) {
  const unit = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const format = { style: "unit", unit: unit[0], unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(bytes / unit[1]);
}
