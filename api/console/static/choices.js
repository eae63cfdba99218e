// A choice from a list that acts at once: by a key that only passes over it nothing happens before Enter or leaving it.
import { say, tell } from "./saying.js";

let pressed = null;
const acting = (target) => target.matches?.("select[data-sends], select[data-acts]");

export function watchChoices() {
  document.addEventListener("pointerdown", () => (pressed = null), true);
  document.addEventListener("keydown", (event) => {
    const select = event.target;
    if (!acting(select)) return void (pressed = null);
    pressed = event.altKey ? null : event.key;
    if (!("waits" in select.dataset)) return;
    if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
    if (event.key === "Enter") settle(select);
    if (event.key === "Escape") giveBack(select);
  }, true);
  document.addEventListener("change", (event) => {
    const select = event.target;
    if (!acting(select)) return;
    if (pressed === null || pressed === " " || pressed === "Enter") return settle(select);
    select.dataset.waits = "";
    tell(say("Enter — применить, Esc — вернуть как было", "Enter applies it, Esc puts it back"));
  });
  document.addEventListener("focusout", (event) => {
    if (acting(event.target) && "waits" in event.target.dataset) settle(event.target);
  });
}

function settle(select) {
  delete select.dataset.waits;
  if (select.value === stood(select)) return;
  select.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
}

function giveBack(select) {
  delete select.dataset.waits;
  select.value = stood(select);
}

const stood = (select) => ([...select.options].find((one) => one.defaultSelected) ?? select.options[0]).value;
