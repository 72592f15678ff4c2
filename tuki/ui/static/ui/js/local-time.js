// Moments age by the words the server used, and stand in the browser's zone when the viewer has chosen none.
import { behaviour } from "./behaviour.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 7 * DAY;
const STYLES = {
  time: { hour: "2-digit", minute: "2-digit" },
  weekday: { weekday: "short", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short" },
  date: { day: "numeric", month: "short", year: "numeric" },
  moment: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
};
const page = document.documentElement;
const locale = /^en\b/.test(page.lang) ? "en-GB" : page.lang;
const zoneHere = Intl.DateTimeFormat().resolvedOptions().timeZone;

function agoWords(element) {
  const words = JSON.parse(document.body.dataset.ago ?? "null");
  const seconds = (Date.now() - Date.parse(element.dateTime)) / 1000;
  if (!words || seconds >= WEEK) return null;
  if (seconds < MINUTE) return words.now;
  const [unit, size] = seconds < HOUR ? ["minutes", MINUTE] : seconds < DAY ? ["hours", HOUR] : ["days", DAY];
  return words[unit].replace("{n}", Math.floor(seconds / size));
}

function age(element) {
  const words = agoWords(element);
  if (words && element.textContent !== words) element.textContent = words;
}

behaviour("time[data-ago]", (element, signal) => {
  age(element);
  const timer = setInterval(() => document.hidden || age(element), 30_000);
  signal.addEventListener("abort", () => clearInterval(timer));
});

behaviour("time[data-local-time]", (element) => {
  if ("zoneChosen" in page.dataset || page.dataset.zone === zoneHere) return;
  const style = STYLES[element.dataset.localTime];
  element.textContent = new Intl.DateTimeFormat(locale, { ...style, hourCycle: "h23" }).format(Date.parse(element.dateTime));
});

// A zone that nobody has chosen yet is the browser's.
behaviour("select[data-zone-here]", (select) => {
  if ([...select.options].some((each) => each.value === zoneHere)) select.value = zoneHere;
});
