// Keeps what is being written on the desk, a second after the last key: it survives a closed tab and another machine.
import { json } from "./asking.js";

const timers = new WeakMap();
const AFTER_MS = 1000;

const addressOf = (form) =>
  "/api/v1/drafts?" + new URLSearchParams({ kind: form.dataset.draft, ticket: form.elements.ticket_id.value });

export function watchDrafts() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form || event.target.name !== "body") return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form), AFTER_MS));
  });
  document.addEventListener("sent", (event) => clearTimeout(timers.get(event.target)));
  document.addEventListener("shown", fill);
  fill();
}

async function save(form) {
  const text = form.elements.body.value;
  if (!text.trim() && !form.dataset.draftId) return;
  const headers = { "Content-Type": "application/json" };
  try {
    const kept = await json(addressOf(form), { method: "PUT", body: JSON.stringify({ text }), headers });
    form.dataset.draftId = kept.draft_id;
  } catch { /* The words are still in the field; the next key tries again. */ }
}

async function fill() {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const number = forms[0]?.elements.ticket_id?.value;
  if (!number) return;
  try {
    const { drafts } = await json("/api/v1/drafts?ticket=" + number);
    for (const { draft } of drafts) {
      const form = forms.find((one) => one.isConnected && one.dataset.draft === draft.kind);
      if (!form || form.elements.body.value) continue;
      form.elements.body.value = draft.words.text;
      form.dataset.draftId = draft.draft_id;
    }
  } catch { /* Without it one writes from the beginning. */ }
}
