// Counts the clocks down between answers of the desk, by the desk's clock; one timer a page.
import { say } from "./saying.js";

const length = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return say("меньше минуты", "less than a minute");
  const days = Math.floor(minutes / 1440), hours = Math.floor((minutes % 1440) / 60), rest = minutes % 60;
  const parts = [[days, say("дн", "d")], [hours, say("ч", "h")], [days ? 0 : rest, say("мин", "min")]];
  return parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`).join(" ");
};

export function watchClocks() {
  setInterval(() => document.visibilityState === "visible" && tick(), 15000);
}

function tick() {
  for (const clock of document.querySelectorAll(".clock[data-until]")) {
    const until = Number(clock.dataset.until);
    if (!until || !clock.classList.contains("warn")) continue;
    const left = (until - Date.now()) / 1000;
    const words = clock.querySelector(".clock-words");
    if (left > 0) words.textContent = say("осталось ", "left: ") + length(left);
    else {
      clock.classList.replace("warn", "bad");
      clock.firstElementChild.textContent = "▲";
      words.textContent = say("просрочена на ", "overdue by ") + length(-left);
    }
  }
}
