// Parts that follow from what is typed or chosen: what may help while one asks, what a service asks of whoever registers.
import { part } from "./asking.js";

const AFTER_MS = 250;
let asking = null;
let timer = 0;

export function watchAsked() {
  document.addEventListener("input", (event) => {
    if (!event.target.form || !("suggests" in event.target.form.dataset)) return;
    clearTimeout(timer);
    const query = new URLSearchParams(new FormData(event.target.form));
    timer = setTimeout(() => put("found", `${event.target.form.getAttribute("action")}?${query}`), AFTER_MS);
  });
  document.addEventListener("change", (event) => {
    const address = event.target.dataset.asks;
    if (address) put("asked", `${address}?service=${event.target.value}`);
  });
}

async function put(name, address) {
  asking?.abort();
  asking = new AbortController();
  try {
    const fresh = await part(address, name, asking.signal);
    document.getElementById(name).replaceChildren(fresh);
  } catch { /* What stands there stays; asking goes on without. */ }
}
