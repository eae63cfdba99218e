// Pages of rows far from what is seen shrink to one row of their height: ten thousand rows scroll as three hundred do.
const WINDOWS = 3;
const kept = new WeakMap();
const far = new Set();

// Whether a row is there, but far away: it is drawn anew when it comes near.
export const isFar = (number) => far.has(String(number));

// `renew` brings rows up to date by their numbers: what changed while they were away.
export function watchFar(renew) {
  const scroll = document.getElementById("scroll");
  const table = scroll?.querySelector("table");
  if (!table) return;
  const seen = new IntersectionObserver((pages) => pages.forEach((one) => (one.isIntersecting ? back(one.target, renew) : shrink(one.target))), {
    root: scroll, rootMargin: `${WINDOWS * 100}% 0px`,
  });
  const watched = new WeakSet();
  const watch = () => {
    let place = 1;
    for (const page of table.tBodies) {
      for (const row of kept.get(page)?.children ?? page.rows) row.setAttribute("aria-rowindex", String(++place));
      if (watched.has(page) || page.classList.contains("more")) continue;
      watched.add(page);
      seen.observe(page);
    }
    table.setAttribute("aria-rowcount", table.querySelector("tbody.more") ? "-1" : String(place));
    for (const number of far) if (![...table.tBodies].some((page) => holds(page, number))) far.delete(number);
  };
  watch();
  new MutationObserver(watch).observe(table, { childList: true });
}

const numbers = (rows) => [...rows].map((row) => row.dataset.number).filter(Boolean);

const holds = (page, number) => [...(kept.get(page)?.children ?? [])].some((row) => row.dataset.number === number);

function shrink(page) {
  // What is ticked, open or has the focus is at work, wherever it stands.
  if (kept.has(page) || !page.isConnected || page.contains(document.activeElement) || page.querySelector(".here, input:checked")) return;
  const rows = [...page.rows];
  if (!rows.length) return;
  const height = page.offsetHeight;
  const away = document.createDocumentFragment();
  away.append(...rows);
  kept.set(page, away);
  numbers(away.children).forEach((number) => far.add(number));
  const blank = document.createElement("tr");
  blank.className = "far";
  blank.setAttribute("aria-hidden", "true");
  blank.style.height = `${height}px`;
  // One cell: how many columns are shown changes with an open card, and a table gives room to each that is spanned.
  blank.append(document.createElement("td"));
  page.append(blank);
}

function back(page, renew) {
  const away = kept.get(page);
  if (!away) return;
  kept.delete(page);
  const shown = numbers(away.children);
  page.replaceChildren(away);
  shown.forEach((number) => far.delete(number));
  renew(shown).catch(() => {});
}
