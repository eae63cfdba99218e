// Who else is at the ticket that is open, and who is writing; said while the tab can be seen, taken back when it closes.
import { say } from "./saying.js";

const AGAIN_MS = 15000, WRITES_MS = 12000, STAYS_MS = 400;
let at = "", wrote = 0, said = "", arrives = 0;

export function watchPresence() {
  document.addEventListener("shown", follow);
  document.addEventListener("visibilitychange", follow);
  document.addEventListener("presence", (event) => {
    const mine = event.detail.find((one) => String(one.number) === at);
    if (mine) show(mine.persons);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.closest("form.composer")) return;
    wrote = Date.now();
    if (at && said !== "writing") sayIt();
  });
  addEventListener("pagehide", leave);
  setInterval(() => at && document.visibilityState === "visible" && sayIt(), AGAIN_MS);
  follow();
}

const here = () => (document.visibilityState === "visible" ? document.querySelector("[data-presence]")?.dataset.ticket ?? "" : "");

function follow() {
  const now = here();
  if (now === at) return;
  leave();
  at = now;
  // Whoever only passes over cards by key is at none of them.
  clearTimeout(arrives);
  if (at) arrives = setTimeout(() => (sayIt(), ask()), STAYS_MS);
}

async function ask() {
  const answer = await fetch(`/api/v1/presence?numbers=${at}`).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  show(told.tickets.find((one) => String(one.number) === at)?.persons ?? []);
}

function sayIt() {
  said = Date.now() - wrote < WRITES_MS ? "writing" : "viewing";
  fetch(`/api/v1/tickets/${at}/presence`, { method: "PUT", body: JSON.stringify({ doing: said }), headers: { "Content-Type": "application/json" } }).catch(() => {});
}

function leave() {
  if (at && said) fetch(`/api/v1/tickets/${at}/presence`, { method: "DELETE", keepalive: true }).catch(() => {});
  at = said = "";
  wrote = 0;
}

function show(persons) {
  const place = document.getElementById("card-present");
  if (!place) return;
  const told = [];
  const writing = persons.filter((one) => one.doing === "writing").map((one) => one.name);
  const others = persons.filter((one) => one.doing !== "writing").map((one) => one.name);
  if (writing.length) told.push(say("сейчас пишет: ", "writing now: ") + writing.join(", "));
  if (others.length) told.push(say("здесь же: ", "also here: ") + others.join(", "));
  place.textContent = told.join(" · ");
  place.hidden = !told.length;
}
