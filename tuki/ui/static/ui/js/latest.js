// A conversation opens where it matters: at the first unread message, else at the newest; an address with a # wins.
import { behaviour } from "./behaviour.js";

behaviour("[data-latest]", (talk) => {
  if (location.hash) return;
  const mark = talk.querySelector("#unseen") ?? talk.querySelector(".message:last-of-type");
  mark?.scrollIntoView({ block: talk.querySelector("#unseen") ? "start" : "end" });
});
