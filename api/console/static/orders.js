// Sends forms that give an order without leaving the page; a refusal stands beside its field, and what was typed stays.
import { order } from "./asking.js";
import { saveSoon, settled } from "./drafts.js";
import { openCard, openNumber, renewCard } from "./parts.js";
import { renewRows } from "./list.js";
import { say, tell } from "./saying.js";
import { offerCallBack, offerUndo, waitsFor } from "./undo.js";

const ENDS = new Set(["resolved", "closed", "declined"]);
const OPEN_VIEWS = new Set(["mine", "team", "nobodys", "overdue", "open"]);

export function watchOrders() {
  // Each order that is sent from here has a key of its own; those that the page was drawn with are for pages without.
  document.querySelectorAll("form[data-order] > input[name=_key]").forEach((key) => key.remove());
  // What somebody saw when they began to write is what their answer is compared with.
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "looks" in form.dataset) form.dataset.seen ??= seenIn(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A button with an address of its own asks for the page anew, as what is typed would have it.
    if (!("order" in form.dataset) || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("chosen", (event) => {
    if ("sends" in event.target.dataset) event.target.form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form && "order" in event.target.form.dataset) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
}

async function send(form, by) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  form.dataset.key ||= crypto.randomUUID();
  clear(form);
  // What is on its way cannot be added to: whoever types on would lose those words with the answer.
  const held = [...form.querySelectorAll("textarea, input")].filter((one) => !one.readOnly);
  try {
    held.forEach((one) => (one.readOnly = true));
    if ("draft" in form.dataset) await settled(form);
    const fields = new FormData(form, by);
    fields.forEach((value, name) => value instanceof File && fields.delete(name));
    fields.set("_key", form.dataset.key);
    if (form.dataset.draftId) fields.set("_draft", form.dataset.draftId);
    if ("looks" in form.dataset) fields.set("_version", form.dataset.seen ?? seenIn(form));
    if ("waits" in form.dataset && waitsFor()) fields.set("_wait", String(waitsFor()));
    const done = await order(form.action, fields);
    held.forEach((one) => (one.readOnly = false));
    delete form.dataset.key;
    delete form.dataset.seen;
    if ("stays" in form.dataset) {
      location.assign(done.go || "/");
      return;
    }
    const files = [...form.querySelectorAll(".sent-files > li")];
    form.reset();
    const around = form.closest("details");
    if (around) around.open = false;
    // A field within what was closed keeps the focus until the page is painted again, and the next key would be its.
    if (around?.matches(".edit")) around.querySelector("summary").focus();
    else if ((around || !("draft" in form.dataset)) && form.contains(document.activeElement)) document.activeElement.blur();
    delete form.dataset.draftId;
    form.querySelectorAll(".sent-files").forEach((list) => list.replaceChildren());
    form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
    form.querySelectorAll("[name=template_id], [name=article]").forEach((one) => one.remove());
    const number = form.elements.ticket_id?.value;
    if (done.send) {
      offerCallBack(waiting(form, fields, done, files));
      return void goOn(fields, number);
    }
    if (done.undo) offerUndo(done.undo, deedOf(form, by), number);
    else tell(say("Сделано", "Done"));
    // It is done: that the page could not be brought up to date is no reason to send it again.
    await Promise.all([renewCard(done.position), renewRows([form.elements.ticket_id?.value], done.position)]).catch(() => {});
    goOn(fields, number);
  } catch (error) {
    held.forEach((one) => (one.readOnly = false));
    if ("draft" in form.dataset) saveSoon(form);
    show(form, error);
  } finally {
    delete form.dataset.busy;
  }
}

// Whoever brings one ticket of open work to its end goes on with the next.
function goOn(fields, number) {
  const view = new URL(location.href).searchParams.get("view") ?? "open";
  if (!ENDS.has(fields.get("to")) || !OPEN_VIEWS.has(view) || openNumber() !== String(number)) return;
  const links = [...document.querySelectorAll(".tickets tbody tr[data-number] .subject a")];
  const here = links.findIndex((one) => one.id === "a" + number);
  const next = here < 0 ? undefined : links.slice(here + 1).find((one) => !one.closest("tr").classList.contains("gone"));
  if (next) openCard(next.href, next.closest("tr").dataset.number);
}

const seenIn = (form) => form.closest("[data-version]")?.dataset.version ?? "";

// What a deed is called: by its dialog, its button, or the name of what was chosen from.
function deedOf(form, by) {
  const named = form.closest("dialog, .deed")?.querySelector("h2")?.firstChild?.textContent ?? by?.ariaLabel ?? by?.textContent;
  return (named || form.querySelector("label")?.textContent || "").trim().replace(/…$/, "");
}

function waiting(form, fields, done, files) {
  const card = form.closest("[data-requester]");
  const words = fields.get("body") ?? fields.get("solution") ?? fields.get("reason") ?? "";
  const whom = card?.dataset.requester ?? "";
  const deed = form.querySelector("button.button, button.quiet-button")?.textContent.trim() ?? "";
  const told = fields.has("body") ? say("Ответ уйдёт: ", "The reply goes to ") + whom : `${deed}: ${say("увидит ", "read by ")}${whom}`;
  return {
    send: done.send, due: done.due_at, fields: new URLSearchParams(fields), address: form.getAttribute("action"), files,
    number: fields.get("ticket_id"), draft: fields.get("_draft"), kind: form.dataset.draft ?? "",
    words: words ? `${told}. ${say("«", "“")}${words.length > 80 ? words.slice(0, 80) + "…" : words}${say("»", "”")}` : told, node: pending(words),
  };
}

// What waits stands in the conversation already, as what it is.
function pending(words) {
  const place = document.getElementById("card-waiting");
  if (!place || !words) return null;
  const node = Object.assign(document.createElement("div"), { className: "entry words pending" });
  node.append(Object.assign(document.createElement("p"), { className: "who quiet", textContent: say("ещё не отправлено", "not sent yet") }));
  node.append(Object.assign(document.createElement("p"), { textContent: words }));
  place.append(node);
  return node;
}

function clear(form) {
  form.querySelectorAll(".theirs").forEach((one) => one.remove());
  form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
  form.querySelectorAll(".beside-field").forEach((one) => one.remove());
  const told = form.querySelector(".refusal");
  if (told) told.hidden = true;
}

// The desk names what stands in a list by its place, "emails[1]": as fields are named "rules.1.days", or by the same name.
function fieldOf(form, named) {
  if (!named) return undefined;
  const fields = [...form.elements].filter((one) => (one.name && one.type !== "hidden") || one.dataset.named);
  const name = (one) => one.dataset.named ?? one.name;
  const dotted = named.replaceAll(/\[(\d+)\]/g, ".$1");
  const found = fields.find((one) => name(one) === dotted) ?? fields.find((one) => name(one).startsWith(dotted + "."));
  const listed = /^(.*)\[(\d+)\]$/.exec(named);
  const nth = listed && fields.filter((one) => name(one) === listed[1] && one.value.trim())[Number(listed[2])];
  // Several things may be written in one field: a day's hours, special days.
  return found ?? nth ?? fields.find((one) => dotted.startsWith(name(one) + "."));
}

function show(form, error) {
  // A key is of what was sent: whatever is mended is another order.
  if (error.status !== 0) delete form.dataset.key;
  if (error.theirs.length) showTheirs(form, error);
  const field = fieldOf(form, error.field);
  if (error.field && field) {
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    field.setAttribute("aria-invalid", "true");
    const beside = document.createElement("p");
    beside.className = "refusal beside-field";
    beside.id = "why-" + error.field.replaceAll(".", "-");
    beside.textContent = error.beside || error.message;
    field.setAttribute("aria-describedby", beside.id);
    field.after(beside);
    field.focus();
    beside.scrollIntoView({ block: "nearest" });
    return;
  }
  const told = form.querySelector(".refusal:not(.beside-field)");
  const words = asCalled(form, error);
  if (told) {
    told.hidden = false;
    told.textContent = words;
    if (told.tabIndex === -1) told.focus();
  } else tell(words);
}

// What the desk calls “person_id” is said as the form calls it.
function asCalled(form, error) {
  const called = error.named.map((name) => fieldOf(form, name)?.labels?.[0]?.firstChild?.textContent.trim());
  if (!called.some(Boolean)) return error.message;
  const said = called.filter(Boolean).map((one) => say(`«${one}»`, `“${one}”`));
  return error.message.replace(error.named.join(", "), said.join(", "));
}

// What others did meanwhile, beside what is being saved; saving once more is by who has seen it.
function showTheirs(form, error) {
  form.dataset.seen = String(error.version);
  const version = form.querySelector("input[name=_version]");
  if (version) version.value = String(error.version);
  const list = Object.assign(document.createElement("dl"), { className: "theirs" });
  const line = (tag, words) => list.append(Object.assign(document.createElement(tag), { textContent: words }));
  for (const one of error.theirs) {
    const field = form.elements[one.field];
    const was = field?.defaultValue;
    if (was && one.field !== "body") {
      line("dt", say("Было", "It was"));
      line("dd", was);
    }
    line("dt", `${one.who}, ${one.when}`);
    line("dd", one.value);
    if (was !== undefined && field.value) {
      line("dt", say("Ваше", "Yours"));
      line("dd", field.value);
    }
  }
  const keep = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: say("Оставить как есть", "Keep theirs") });
  keep.addEventListener("click", () => {
    clear(form);
    form.reset();
    form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
    renewCard(0).catch(() => {});
  });
  if (form.dataset.draft === undefined) line("dt", ""), list.lastChild.append(keep);
  (form.querySelector(".refusal") ?? form.firstElementChild).after(list);
}
