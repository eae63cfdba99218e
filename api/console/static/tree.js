// A tree whose branches open in place: each turn is a link to the page as it is then, and the address is kept true.
import { part } from "./asking.js";
import { tell } from "./saying.js";

export function watchTree() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-tree]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const { id, href } = link;
    try {
      document.getElementById("tree").replaceChildren(await part(href, "tree"));
      history.replaceState(history.state, "", href);
      document.getElementById(id)?.focus({ preventScroll: true });
    } catch (error) {
      tell(error.message);
    }
  });
}
