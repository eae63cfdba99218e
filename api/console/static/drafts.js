// Keeps what is being written on the desk, a second after the last key: it survives a closed tab and another machine.
import { json } from "./asking.js";

const AFTER_MS = 1000;
const timers = new Map();
const saving = new Map();
const headers = { "Content-Type": "application/json" };

const addressOf = (form) =>
  "/api/v1/drafts?" + new URLSearchParams({ kind: form.dataset.draft, ticket: form.elements.ticket_id.value });

export function watchDrafts() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && event.target.name === "body") saveSoon(form);
  });
  document.addEventListener("shown", fill);
  // What a page that goes away still holds is sent by itself: nobody is there to hear the answer.
  for (const leaving of ["beforeunload", "pagehide"])
    addEventListener(leaving, () => {
      for (const form of [...timers.keys()]) {
        stop(form);
        fetch(addressOf(form), { method: "PUT", keepalive: true, body: wordsOf(form), headers }).catch(() => {});
      }
    });
  fill();
}

export function saveSoon(form) {
  stop(form);
  timers.set(form, setTimeout(() => saveNow(form), AFTER_MS));
}

// Before the words go out as an answer: no copy of them may be kept behind it.
export async function settled(form) {
  stop(form);
  await saving.get(form);
}

// Words of a person who is not the one signed in now go to nobody.
export function forget() {
  [...timers.keys()].forEach(stop);
}

function stop(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

const wordsOf = (form) => JSON.stringify({ text: form.elements.body.value });

function saveNow(form) {
  stop(form);
  const kept = (saving.get(form) ?? Promise.resolve()).then(() => save(form));
  saving.set(form, kept);
  kept.then(() => saving.get(form) === kept && saving.delete(form));
  return kept;
}

async function save(form) {
  if (!form.elements.body.value.trim() && !form.dataset.draftId) return;
  try {
    const kept = await json(addressOf(form), { method: "PUT", body: wordsOf(form), headers });
    form.dataset.draftId = kept.draft_id;
  } catch { /* The words are still in the field; the next key tries again. */ }
}

async function fill() {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const number = forms[0]?.elements.ticket_id?.value;
  if (!number) return;
  try {
    await Promise.all([...timers.keys()].filter((form) => !form.isConnected).map(saveNow));
    const { drafts } = await json("/api/v1/drafts?ticket=" + number);
    for (const { draft } of drafts) {
      const form = forms.find((one) => one.isConnected && one.dataset.draft === draft.kind);
      if (!form || form.elements.body.value) continue;
      form.elements.body.value = draft.words.text;
      form.dataset.draftId = draft.draft_id;
    }
  } catch { /* Without it one writes from the beginning. */ }
}
