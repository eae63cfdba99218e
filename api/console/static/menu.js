// The menu at the side: shown or not as the window and its reader want it.
export function watchMenu() {
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
