// A link into a part of the page, with the address kept true: the list stays in the document, Back and Esc cost nothing.
import { part, withPosition } from "./asking.js";
import { tell } from "./saying.js";

let asking = null;

export const card = () => document.getElementById("card");

export const openNumber = () => document.querySelector("#card [data-ticket]")?.dataset.ticket ?? "";

export function watchParts() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    if (link.dataset.into === "card" && document.querySelector(".split")) {
      event.preventDefault();
      openCard(link.href, link.closest("tr")?.dataset.number);
    } else if ("close" in link.dataset && document.querySelector(".split")) {
      event.preventDefault();
      closeCard();
    } else if ("more" in link.dataset) {
      event.preventDefault();
      more(link);
    }
  });
  addEventListener("popstate", () => {
    const opened = new URL(location.href).searchParams.get("open");
    if (!document.querySelector(".split")) location.reload();
    else if (opened && opened !== openNumber()) showCard(opened);
    else if (!opened && openNumber()) hideCard();
  });
  const scroll = document.getElementById("scroll");
  if (scroll) {
    const nearEnd = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && more(one.target)), {
      root: scroll, rootMargin: "800px",
    });
    const watch = () => scroll.querySelectorAll("a[data-more]").forEach((link) => nearEnd.observe(link));
    watch();
    new MutationObserver(watch).observe(scroll.querySelector("table"), { childList: true });
  }
}

export async function openCard(href, number) {
  // The address is of what is shown: a card that did not come leaves both as they were.
  if (!(await showCard(number))) return;
  history.pushState(null, "", href);
  document.getElementById("card-title")?.focus({ preventScroll: true });
}

export async function showCard(number, position = 0) {
  asking?.abort();
  asking = new AbortController();
  try {
    const shown = await part(withPosition(`/tickets/${number}`, position), "card", asking.signal);
    card().replaceChildren(shown);
    document.body.classList.add("has-card");
    mark(number);
    document.dispatchEvent(new CustomEvent("shown", { detail: card() }));
    return true;
  } catch (error) {
    if (error.name !== "AbortError") tell(error.message);
    return false;
  }
}

export function closeCard() {
  const address = new URL(location.href);
  address.searchParams.delete("open");
  history.pushState(null, "", address);
  hideCard();
}

function hideCard() {
  const number = openNumber();
  document.body.classList.remove("has-card");
  card().replaceChildren();
  document.getElementById("a" + number)?.focus();
}

export function mark(number) {
  document.querySelector(".tickets tr.here")?.classList.remove("here");
  const row = document.getElementById("t" + number);
  row?.classList.add("here");
  row?.classList.remove("unread");
}

// The card as it is now, region by region: where somebody types or has something open, nothing is touched.
export async function renewCard(position) {
  const root = card();
  if (!root?.querySelector("[data-region]")) return;
  const number = openNumber();
  const address = document.querySelector(".card") ? `/tickets/${number}` : location.pathname + location.search;
  const fresh = await part(withPosition(address, position), "card");
  // Meanwhile it may have been closed, or be another one's: what comes late stands nowhere.
  if (openNumber() !== number) return;
  const focused = document.activeElement?.id;
  const now = new Map([...fresh.querySelectorAll("[data-region]")].map((one) => [one.id, one]));
  const shown = [...root.querySelectorAll("[data-region]")];
  const [was, is] = [root.querySelector("[data-version]"), fresh.querySelector("[data-version]")];
  if (was && is) was.dataset.version = is.dataset.version;
  if (shown.every((one) => !isBusy(one)) && (shown.length !== now.size || shown.some((one) => !now.has(one.id)))) {
    root.replaceChildren(fresh);
  } else {
    for (const one of shown) {
      if (!one.isConnected || isBusy(one)) continue;
      if (!now.has(one.id)) one.remove();
      else if (one.innerHTML !== now.get(one.id).innerHTML) one.replaceWith(now.get(one.id));
    }
  }
  // What had the focus and was drawn anew has it again: whoever works by keys goes on from there.
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("shown", { detail: root }));
}

function isBusy(region) {
  const focused = document.activeElement;
  if (region.contains(focused) && focused.matches("input, textarea, select")) return true;
  if (region.querySelector("details[open]")) return true;
  // What was written into something that is closed is a draft, and stands there again.
  return [...region.querySelectorAll("textarea, input:not([type=hidden], [type=file])")].some((one) => one.value !== one.defaultValue && !one.closest("details:not([open]) form[data-draft]"));
}

async function more(link) {
  if (link.dataset.asked) return;
  link.dataset.asked = "1";
  try {
    const page = await part(link.href, "page");
    link.closest("tbody").replaceWith(page);
  } catch (error) {
    delete link.dataset.asked;
    tell(error.message);
  }
}
