// Rows of the list as they change: a shown row changes where it is; what comes, leaves or moves waits in the strip.
import { part, withPosition } from "./asking.js";
import { isFar, watchFar } from "./far.js";
import { say, tell } from "./saying.js";

const MOST = 100, CALM_MS = 5000;
let touched = Date.now();
let waiting = new Set();
let left = new Set();

export function watchList() {
  const button = document.querySelector("#strip > button");
  button?.addEventListener("click", showAll);
  watchFar((numbers) => renewRows(numbers, 0));
  if (!button) return;
  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"])
    document.addEventListener(kind, () => (touched = Date.now()), { passive: true });
  setInterval(() => isIdle() && !button.hidden && showAll(), CALM_MS);
}

const row = (number) => document.getElementById("t" + number);

// Asks for some rows as they are at a position, and puts the cells of those that are shown where they stand.
export async function renewRows(numbers, position) {
  const wanted = numbers.filter(Boolean);
  if (!document.getElementById("scroll") || !wanted.length) return;
  if (wanted.length > MOST) {
    for (let from = 0; from < wanted.length; from += MOST) await renewRows(wanted.slice(from, from + MOST), position);
    return;
  }
  const query = new URLSearchParams(location.search);
  query.delete("open");
  query.delete("cursor");
  query.set("numbers", wanted.join(","));
  const fresh = await part(withPosition("/tickets/rows?" + query, position), "rows");
  const fits = new Set((fresh.querySelector("table").dataset.fits || "").split(",").filter(Boolean));
  const seen = new Map([...fresh.querySelectorAll("tr[data-number]")].map((one) => [one.dataset.number, one]));
  for (const number of wanted.map(String)) renewRow(number, seen.get(number), fits.has(number));
  const views = fresh.querySelector("#views");
  if (views) change(document.getElementById("views"), views);
  showStrip();
}

function renewRow(number, fresh, fits) {
  const shown = row(number);
  if (!shown) {
    if (fits && !isFar(number)) waiting.add(number);
    return;
  }
  if (!fresh || !fits) {
    shown.classList.add("gone");
    left.add(number);
  } else {
    shown.classList.remove("gone");
    left.delete(number);
  }
  if (!fresh) return;
  shown.dataset.version = fresh.dataset.version;
  shown.classList.toggle("unread", fresh.classList.contains("unread") && !shown.classList.contains("here"));
  [...fresh.cells].forEach((cell, nth) => {
    if (nth > 0) change(shown.cells[nth], cell);
  });
}

// Only what differs is touched: whoever reads or has the focus inside notices nothing else.
function change(shown, fresh) {
  if (!shown || shown.innerHTML === fresh.innerHTML) return;
  if (shown.contains(document.activeElement)) {
    const texts = [...fresh.querySelectorAll("a, span")];
    [...shown.querySelectorAll("a, span")].forEach((one, nth) => {
      if (texts[nth] && one.textContent !== texts[nth].textContent) one.textContent = texts[nth].textContent;
    });
    return;
  }
  shown.replaceChildren(...fresh.childNodes);
}

// What is new slides in by itself where nobody could mind: at the top, no card open, nothing chosen, nobody touching it.
function isIdle() {
  const scroll = document.getElementById("scroll");
  return document.visibilityState === "visible" && Date.now() - touched > CALM_MS && scroll.scrollTop === 0
    && !document.body.classList.contains("has-card") && (document.activeElement === scroll || !scroll.contains(document.activeElement))
    && !scroll.querySelector("tbody input:checked") && !document.querySelector("dialog[open]");
}

// The rows as they are now, in the place of those that stand there: ticks, the open card and the place of reading stay.
async function showAll() {
  const table = document.querySelector(".tickets");
  if (document.querySelector(".empty")) return location.reload();
  try {
    const address = new URL(location.href);
    address.searchParams.delete("open");
    const count = (root) => root.querySelectorAll("tr[data-number]").length;
    const fresh = await part(address.pathname + address.search, "page");
    // As far as was read before: whoever is down in the list stays there.
    const read = Math.max(0, ...[...table.querySelectorAll("tr[data-number]")].map((one) => Number(one.getAttribute("aria-rowindex")) - 1));
    for (let more; count(fresh) < read && (more = fresh.querySelector("a[data-more]")); )
      more.closest("tbody").replaceWith(await part(more.getAttribute("href"), "page"));
    const scroll = document.getElementById("scroll");
    const place = scroll.scrollTop;
    const ticked = new Set([...table.querySelectorAll("tbody input:checked")].map((one) => one.closest("tr").dataset.number));
    const here = table.querySelector("tr.here")?.dataset.number;
    [...table.tBodies].forEach((one) => one.remove());
    table.append(...fresh.querySelectorAll("tbody"));
    for (const one of table.querySelectorAll("tbody tr[data-number]")) {
      if (ticked.has(one.dataset.number)) one.querySelector("input[type=checkbox]").checked = true;
      if (one.dataset.number === here) one.classList.add("here");
    }
    scroll.scrollTop = place;
    waiting = new Set();
    left = new Set();
    showStrip();
    document.dispatchEvent(new Event("ticked"));
    if (document.activeElement === document.body) scroll.focus({ preventScroll: true });
  } catch (error) {
    tell(error.message);
  }
}

function showStrip() {
  const button = document.querySelector("#strip > button");
  if (!button) return;
  const told = [];
  if (waiting.size) told.push(say(`Новых: ${waiting.size}`, `${waiting.size} new`));
  if (left.size) told.push(say(`${waiting.size ? "ушло" : "Ушло"}: ${left.size}`, `${left.size} left`));
  button.hidden = !told.length;
  button.textContent = told.join(", ") + say(" — показать", ": show");
}
