// Menus: the one at the side, shown or not as the window and its reader want it; those that open over the page.
const OVER = "details.me[open], details.drop[open], details.more-acts[open]";

export function watchMenu() {
  showChosen();
  document.addEventListener("shown", showChosen);
  // What opens over the page is in the way of what one presses next.
  document.addEventListener("pointerdown", (event) => {
    for (const open of document.querySelectorAll(OVER)) if (!open.contains(event.target)) open.open = false;
  });
  // Whoever opens a form goes on to its first field.
  document.addEventListener("toggle", (event) => {
    const around = event.target;
    if (!around.open || !around.matches?.("#card-acts > .way") || document.activeElement?.parentElement !== around) return;
    around.querySelector("form :is(input:not([type=hidden]), textarea, select)")?.focus();
  }, true);
  const button = document.querySelector("[data-menu]");
  if (!button) return;
  const isShown = () => document.getElementById("side").offsetParent !== null;
  const tell = () => button.setAttribute("aria-expanded", String(isShown()));
  button.addEventListener("click", () => {
    const shown = isShown();
    document.body.classList.toggle("menu-shown", !shown);
    document.body.classList.toggle("menu-hidden", shown);
    tell();
  });
  addEventListener("resize", tell);
  document.addEventListener("shown", tell);
  tell();
}

// Where tabs go on beyond the window, the one that is chosen is among those that are seen.
function showChosen() {
  for (const row of document.querySelectorAll(".views")) {
    const chosen = row.querySelector("[aria-current]");
    if (!chosen || row.scrollWidth <= row.clientWidth) continue;
    const [all, one] = [row.getBoundingClientRect(), chosen.getBoundingClientRect()];
    if (one.left < all.left || one.right > all.right) row.scrollLeft += one.left - all.left - 16;
  }
}
