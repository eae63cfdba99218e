// Follows the desk's stream while the tab can be seen; it names numbers and positions, never words.
import { json } from "./asking.js";
import { renewCard, openNumber } from "./parts.js";
import { renewRows } from "./list.js";
import { alarm, say } from "./saying.js";

const SILENCE_MS = 35000;
let source = null, heard = 0, timer = 0, gone = new Set(), position = 0;

export function watchLive() {
  if (!document.getElementById("scroll") && !document.querySelector("[data-ticket]")) return;
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? open() : close()));
  addEventListener("pagehide", close);
  setInterval(() => {
    if (source && Date.now() - heard > SILENCE_MS) {
      close();
      open();
    }
  }, 5000);
  open();
}

function open() {
  if (source || document.visibilityState !== "visible") return;
  const address = position ? `/api/v1/stream?cursor=${position}` : "/api/v1/stream";
  source = new EventSource(address);
  heard = Date.now();
  source.onopen = () => {
    alarm("");
    document.documentElement.dataset.live = "";
  };
  source.onerror = () => {
    alarm(say("Нет связи с ", "No connection since ") + new Date(heard).toLocaleTimeString().slice(0, 5));
    if (source?.readyState === EventSource.CLOSED) {
      close();
      again();
    }
  };
  for (const kind of ["open", "ping", "changed", "notice", "reset", "presence"]) source.addEventListener(kind, hear);
}

// A stream that was refused is a session that ended, or a desk that cannot answer now: asking like any other says which.
async function again() {
  try {
    await json("/api/v1/me");
    open();
  } catch (error) {
    if (error.status === 401) alarm(say("Сеанс закончился: войдите снова.", "Your session ended: sign in again."));
    else setTimeout(open, 5000);
  }
}

function close() {
  source?.close();
  source = null;
}

function hear(event) {
  heard = Date.now();
  if (!event.data) return;
  const told = JSON.parse(event.data);
  if (told.cursor) position = told.cursor;
  if (event.type === "presence") document.dispatchEvent(new CustomEvent("presence", { detail: told.tickets }));
  if (event.type !== "changed" && event.type !== "reset") return;
  for (const number of [...(told.tickets ?? []), ...(told.left ?? []), ...(told.crossed ?? [])]) gone.add(String(number));
  if (event.type === "reset" || told.lists)
    document.querySelectorAll(".tickets tr[data-number]").forEach((one) => gone.add(one.dataset.number));
  clearTimeout(timer);
  timer = setTimeout(renew, 60);
}

async function renew() {
  const numbers = [...gone];
  gone = new Set();
  const bare = String(position).split(".").pop();
  try {
    const opened = openNumber();
    await Promise.all([
      renewRows(numbers, bare),
      opened && numbers.includes(opened) ? renewCard(bare) : null,
    ]);
  } catch (error) {
    numbers.forEach((one) => gone.add(one));
  }
}
