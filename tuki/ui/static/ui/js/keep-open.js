// What the reader has opened or closed stays so when a live event draws it anew.
let stand = [];

document.addEventListener("htmx:before:swap", (event) => {
  const isLive = event.detail.ctx.sourceEvent?.type === "live";
  stand = isLive ? [...document.querySelectorAll("details")].map((element) => [element, element.open]) : [];
});

document.addEventListener("htmx:after:swap", () => {
  for (const [element, open] of stand) element.open = open;
});
