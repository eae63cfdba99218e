// Counts the clocks down between answers of the desk, by the desk's clock, and asks it at every border; one timer a page.
import { renewRows } from "./list.js";
import { openNumber, renewCard } from "./parts.js";
import { say } from "./saying.js";

const EVERY_MS = 15000;
// The desk's clock as it stood when the page came: a machine whose own is wrong counts right all the same.
const offset = Number(document.documentElement.dataset.now || Date.now()) - Date.now();
const asked = new WeakSet();
export const now = () => Date.now() + offset;

const length = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return say("меньше минуты", "less than a minute");
  const days = Math.floor(minutes / 1440), hours = Math.floor((minutes % 1440) / 60), rest = minutes % 60;
  const parts = [[days, say("дн", "d")], [hours, say("ч", "h")], [days ? 0 : rest, say("мин", "min")]];
  return parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`).join(" ");
};

export function watchClocks() {
  setInterval(() => document.visibilityState === "visible" && tick(), EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tick());
}

function tick() {
  const rows = new Set();
  let ofCard = false;
  for (const clock of document.querySelectorAll(".clock[data-until]")) {
    count(clock);
    if (!Number(clock.dataset.asks) || Number(clock.dataset.asks) > now() || asked.has(clock)) continue;
    asked.add(clock);
    const row = clock.closest("tr[data-number]");
    if (row) rows.add(row.dataset.number);
    else if (clock.closest("#card")) ofCard = true;
  }
  if (rows.size) renewRows([...rows], 0).catch(() => {});
  if (ofCard && openNumber()) renewCard(0).catch(() => {});
}

function count(clock) {
  const until = Number(clock.dataset.until);
  if (!until || !clock.classList.contains("warn")) return;
  // What is left counts working time: where a break lies in between, the desk is asked again before it matters.
  clock.dataset.from ??= String(now());
  const left = Math.min((until - now()) / 1000, Number(clock.dataset.left) - (now() - Number(clock.dataset.from)) / 1000);
  const words = clock.querySelector(".clock-words");
  if (left > 0) words.textContent = say("осталось ", "left: ") + length(left);
  else if (until <= now()) {
    clock.classList.replace("warn", "bad");
    clock.firstElementChild.textContent = "▲";
    words.textContent = say("просрочена на ", "overdue by ") + length((now() - until) / 1000);
  }
}
