// Keys: a Latin letter as printed, otherwise the physical key, so that they are the same under a Russian layout.
import { closeCard, openCard } from "./parts.js";

let goes = 0;

export const letterOf = (event) => {
  if (event.key.length === 1 && /[a-z./?]/i.test(event.key)) return event.key.toLowerCase();
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code === "Slash") return event.shiftKey ? "?" : ".";
  return event.key;
};

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Escape") return escape(typing);
    if (typing || document.querySelector("dialog[open]")) return;
    const letter = letterOf(event);
    if (goes && Date.now() - goes < 1500) {
      goes = 0;
      const there = document.querySelector(`[data-go="${letter}"]`);
      if (there) return there.click();
    }
    if (letter === "g") return void (goes = Date.now());
    if (letter === "j" || letter === "k") return move(letter === "j" ? 1 : -1, event);
    if (letter === "x") return tick();
    const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(letter)}"]`)].find((one) => one.offsetParent !== null && !one.hidden);
    if (!wanted) return;
    event.preventDefault();
    const around = wanted.matches("summary") ? wanted.parentElement : null;
    if (around) around.open = true;
    const field = around ? around.querySelector("input:not([type=hidden]), textarea, select") : wanted;
    if (field?.matches("input, textarea, select")) field.focus();
    else wanted.click();
  });
}

function escape(typing) {
  const open = document.querySelector("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (typing) typing.blur();
  else if (document.body.classList.contains("has-card") && document.querySelector(".split")) closeCard();
}

function move(step, event) {
  const links = [...document.querySelectorAll(".tickets tbody tr[data-number] .subject a")];
  if (!links.length) return;
  event.preventDefault();
  const here = links.indexOf(document.activeElement);
  const marked = links.findIndex((one) => one.closest("tr").classList.contains("here"));
  const from = here >= 0 ? here : marked >= 0 ? marked : step > 0 ? -1 : links.length;
  const next = links[Math.min(Math.max(from + step, 0), links.length - 1)];
  next.focus({ preventScroll: true });
  next.closest("tr").scrollIntoView({ block: "nearest" });
  if (document.body.classList.contains("has-card")) openCard(next.href, next.closest("tr").dataset.number).then(() => next.focus({ preventScroll: true }));
}

function tick() {
  const row = document.activeElement?.closest("tr[data-number]");
  const box = row?.querySelector("input[type=checkbox]");
  if (!box) return;
  box.checked = !box.checked;
  document.dispatchEvent(new Event("ticked"));
}
