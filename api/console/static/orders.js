// Sends forms that give an order without leaving the page; a refusal stands beside its field, and what was typed stays.
import { order } from "./asking.js";
import { saveSoon, settled } from "./drafts.js";
import { renewCard } from "./parts.js";
import { renewRows } from "./list.js";
import { say, tell } from "./saying.js";

export function watchOrders() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("order" in form.dataset)) return;
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
    const done = await order(form.action, fields);
    held.forEach((one) => (one.readOnly = false));
    delete form.dataset.key;
    if ("stays" in form.dataset) {
      location.assign(done.go || "/");
      return;
    }
    form.reset();
    const around = form.closest("details");
    if (around) around.open = false;
    // A field within what was closed keeps the focus until the page is painted again, and the next key would be its.
    if (around?.matches(".edit")) around.querySelector("summary").focus();
    else if ((around || !("draft" in form.dataset)) && form.contains(document.activeElement)) document.activeElement.blur();
    delete form.dataset.draftId;
    form.querySelectorAll(".sent-files").forEach((list) => list.replaceChildren());
    form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
    tell(say("Сделано", "Done"));
    form.querySelectorAll("[name=template_id]").forEach((one) => one.remove());
    // It is done: that the page could not be brought up to date is no reason to send it again.
    await Promise.all([renewCard(done.position), renewRows([form.elements.ticket_id?.value], done.position)]).catch(() => {});
  } catch (error) {
    held.forEach((one) => (one.readOnly = false));
    if ("draft" in form.dataset) saveSoon(form);
    show(form, error);
  } finally {
    delete form.dataset.busy;
  }
}

function clear(form) {
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
  return found ?? (listed ? fields.filter((one) => name(one) === listed[1] && one.value.trim())[Number(listed[2])] : undefined);
}

function show(form, error) {
  // A key is of what was sent: whatever is mended is another order.
  if (error.status !== 0) delete form.dataset.key;
  const field = fieldOf(form, error.field);
  if (error.field && field) {
    field.setAttribute("aria-invalid", "true");
    const beside = document.createElement("p");
    beside.className = "refusal beside-field";
    beside.id = "why-" + error.field.replaceAll(".", "-");
    beside.textContent = error.message;
    field.setAttribute("aria-describedby", beside.id);
    field.after(beside);
    field.focus();
    return;
  }
  const told = form.querySelector(".refusal");
  if (told) {
    told.hidden = false;
    told.textContent = error.message;
    if (told.tabIndex === -1) told.focus();
  } else tell(error.message);
}
