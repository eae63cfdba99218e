// Keeps what is being written on the desk, a second after the last key: it survives a closed tab and another machine.
import { json } from "./asking.js";

const AFTER_MS = 1000;
const timers = new Map();
const saving = new Map();
const headers = { "Content-Type": "application/json" };
// Drafts whose words are on their way: they stand in no field meanwhile.
export const leaving = new Set();

const main = (form) => form.elements[form.dataset.words ?? "body"];
const addressOf = (form) =>
  "/api/v1/drafts?" + new URLSearchParams({ kind: form.dataset.draft, ticket: form.elements.ticket_id.value });
// What a form says beside its words, and to which way out of a status it belongs.
const beside = (form) => [...form.elements].filter((one) => one !== main(form) && (one.name === "to" || one.matches("input:not([type=hidden], [type=file])[name]")));

export function watchDrafts() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && (event.target === main(form) || beside(form).includes(event.target))) saveSoon(form);
  });
  document.addEventListener("shown", (event) => (event.detail?.querySelector?.("form[data-draft]") === null ? null : fill()));
  // What a page that goes away still holds is sent by itself: nobody is there to hear the answer.
  for (const away of ["beforeunload", "pagehide"])
    addEventListener(away, () => {
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

// What was called back stands where it was written, before what was begun there since; where its field is not there, it
// is a draft again. Gives where it is.
export async function putBack(sent) {
  if (!sent.kind) return "nowhere";
  const form = [...document.querySelectorAll("form[data-draft]")].find(
    (one) => one.getAttribute("action") === sent.address && one.dataset.draft === sent.kind && one.elements.ticket_id.value === String(sent.number)
      && (one.elements.to?.value ?? "") === (sent.fields.get("to") ?? ""),
  );
  if (!form) {
    await keep(sent);
    return "draft";
  }
  const begun = main(form).value;
  for (const field of [main(form), ...beside(form)]) if (sent.fields.has(field.name)) field.value = sent.fields.get(field.name);
  if (begun) main(form).value += `\n\n${begun}`;
  if (sent.files?.length) form.querySelector(".sent-files")?.append(...sent.files);
  if (sent.draft) form.dataset.draftId = sent.draft;
  const around = form.closest("details");
  if (around) around.open = true;
  saveSoon(form);
  main(form).focus();
  return "field";
}

async function keep(sent) {
  const text = sent.fields.get("body") ?? sent.fields.get("solution") ?? sent.fields.get("reason") ?? "";
  if (!text || sent.draft) return;
  const fields = Object.fromEntries([...sent.fields].filter(([name]) => ["to", "reason", "wake_up_at"].includes(name)));
  const place = new URLSearchParams({ kind: sent.kind, ticket: sent.number });
  await json("/api/v1/drafts?" + place, { method: "PUT", body: JSON.stringify({ text, fields }), headers });
}

function stop(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function filesOf(form) {
  const told = {};
  for (const one of form.querySelectorAll(".sent-files input[type=hidden]")) {
    const [, nth, name] = one.name.split(".");
    (told[nth] ??= {})[name] = name === "size_bytes" ? Number(one.value) : one.value;
  }
  return Object.values(told);
}

function wordsOf(form) {
  const fields = Object.fromEntries(beside(form).filter((one) => one.value).map((one) => [one.name, one.value]));
  return JSON.stringify({ text: main(form).value, fields, files: filesOf(form) });
}

function saveNow(form) {
  stop(form);
  const kept = (saving.get(form) ?? Promise.resolve()).then(() => save(form));
  saving.set(form, kept);
  kept.then(() => saving.get(form) === kept && saving.delete(form));
  return kept;
}

async function save(form) {
  if (!main(form).value.trim() && !form.querySelector(".sent-files input") && !form.dataset.draftId) return;
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
    const held = drafts.length ? await waiting() : new Set();
    for (const { draft } of drafts) {
      const of = draft.words.fields ?? {};
      const form = forms.find((one) => one.isConnected && one.dataset.draft === draft.kind && (!of.to || one.elements.to?.value === of.to));
      if (!form || main(form).value || leaving.has(draft.draft_id) || held.has(draft.draft_id)) continue;
      main(form).value = draft.words.text;
      for (const field of beside(form)) if (of[field.name] && field.type !== "hidden") field.value = of[field.name];
      form.dataset.draftId = draft.draft_id;
      document.dispatchEvent(new CustomEvent("filled", { detail: { form, files: draft.words.files ?? [] } }));
    }
  } catch { /* Without it one writes from the beginning. */ }
}

// Words that wait to be sent, whichever tab they were written in, are no draft until they are called back.
async function waiting() {
  const { sends } = await json("/api/v1/sends");
  return new Set(sends.filter((one) => !one.refusal).map((one) => one.held.draft_id));
}
