// What a change would do, asked after each change of a form: <form data-previews="/settings/…/preview"> and an <output data-preview>.
import { part } from "./asking.js";
import { say } from "./saying.js";

const AFTER_MS = 400;

export function watchPreviews() {
  const asking = new WeakMap();
  const soon = (event) => {
    const form = event.target.closest?.("form[data-previews]");
    if (!form) return;
    clearTimeout(asking.get(form)?.timer);
    asking.get(form)?.wanted.abort();
    const wanted = new AbortController();
    const timer = setTimeout(() => preview(form, wanted.signal), AFTER_MS);
    asking.set(form, { timer, wanted });
  };
  document.addEventListener("input", soon);
  document.addEventListener("change", soon);
}

async function preview(form, signal) {
  const place = form.querySelector("[data-preview]");
  if (!place) return;
  // Half a form tells nothing: what is missing in it is said when it is saved.
  if (!form.checkValidity()) return void place.replaceChildren();
  const fields = new FormData(form);
  try {
    place.replaceChildren(await part(form.dataset.previews, "preview", signal, new URLSearchParams(fields)));
  } catch (error) {
    if (error.name === "AbortError") return;
    place.textContent = say("Показать заранее не получилось: ", "It could not be previewed: ") + error.message;
  }
}
