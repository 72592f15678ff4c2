// Dragging a card to a column chooses that agent in the card's own form and sends it.
import { behaviour } from "./behaviour.js";

let dragged;

behaviour("[data-card]", (card, signal) => {
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    card.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.querySelector("a")?.href ?? "");
  }, { signal });
  card.addEventListener("dragend", () => {
    dragged = undefined;
    card.classList.remove("is-dragged");
  }, { signal });
});

behaviour("[data-board] [data-agent]", (column, signal) => {
  const mark = (isOver) => column.classList.toggle("is-over", isOver);
  column.addEventListener("dragover", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    mark(true);
  }, { signal });
  column.addEventListener("dragleave", (event) => column.contains(event.relatedTarget) || mark(false), { signal });
  column.addEventListener("drop", (event) => {
    mark(false);
    const form = dragged?.querySelector("form");
    if (!form || column.contains(dragged)) return;
    event.preventDefault();
    form.elements.assignee.value = column.dataset.agent;
    form.requestSubmit();
  }, { signal });
});
