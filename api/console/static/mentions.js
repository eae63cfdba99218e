// While one writes: “@” and two letters offer colleagues, “::” or Ctrl+/ templates and articles; chosen by key or pointer.
import { json } from "./asking.js";
import { say } from "./saying.js";

const AT = /(^|\s)@([\p{L}\p{N}._-]{2,40})$/u, COLONS = /(^|\s)::([^\n:]{0,40})$/;
let list = null, field = null, begins = 0, chosen = -1, asking = null;

export function watchMentions() {
  document.addEventListener("input", (event) => event.target.matches?.(".composer textarea") && look(event.target));
  document.addEventListener("keydown", keys, true);
  document.addEventListener("focusout", (event) => event.target === field && close());
}

async function look(area) {
  const before = area.value.slice(0, area.selectionStart);
  const person = AT.exec(before), template = COLONS.exec(before);
  asking?.abort();
  if (!person && !template) return close();
  asking = new AbortController();
  try {
    if (template) {
      const offered = [...templates(area, template[2]), ...(await articles(area, template[2], asking.signal))];
      return offer(area, template[2].length + 2, offered);
    }
    const told = await json("/api/v1/persons?limit=8&text=" + encodeURIComponent(person[2]), { signal: asking.signal });
    const found = told.persons.filter((one) => one.login).map((one) => ({ words: [one.name, one.position].filter(Boolean).join(" · "), put: `@${one.login} ` }));
    offer(area, person[2].length + 1, found);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function templates(area, words) {
  const select = area.form.querySelector("select[data-template]") ?? document.querySelector("select[data-template]");
  const wanted = words.trim().toLowerCase();
  return [...(select?.options ?? [])].filter((one) => one.value && one.textContent.toLowerCase().includes(wanted)).slice(0, 8)
    .map((one) => ({ words: one.textContent.trim(), take: () => {
      const own = area.form.querySelector("select[data-template]");
      if (!own) return;
      own.value = one.value;
      own.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
    } }));
}

// Articles that may help, quoted by their number, title and what they say in short.
async function articles(area, words, signal) {
  if (words.trim().length < 3) return [];
  const answer = await fetch("/api/v1/articles/suggested?text=" + encodeURIComponent(words.trim()), { signal });
  if (!answer.ok) return [];
  const told = await answer.json();
  return told.articles.map((one) => {
    const title = one.title.map((piece) => piece.text).join("");
    return { words: `K-${one.number} · ${title}`, put: `${title} (K-${one.number})${one.summary ? ": " + one.summary : ""} `, take: () => quote(area.form, one.number) };
  });
}

function quote(form, number) {
  const field = form.querySelector("[name=article]") ?? Object.assign(document.createElement("input"), { type: "hidden", name: "article" });
  field.value = `K-${number}`;
  form.append(field);
}

function offer(area, length, found) {
  close();
  if (!found.length || document.activeElement !== area) return;
  field = area;
  begins = area.selectionStart - length;
  list = Object.assign(document.createElement("ul"), { className: "found", id: "mentions" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Предложения", "Suggestions"));
  found.forEach((one, nth) => {
    const item = Object.assign(document.createElement("li"), { textContent: one.words, id: `mentions-${nth}` });
    item.setAttribute("role", "option");
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(one);
    });
    item.take = () => take(one);
    list.append(item);
  });
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  choose(0);
}

function choose(nth) {
  chosen = Math.max(0, Math.min(nth, list.children.length - 1));
  [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
  field.setAttribute("aria-activedescendant", `mentions-${chosen}`);
}

function take(one) {
  const area = field;
  area.setRangeText(one.put ?? "", begins, area.selectionStart, "end");
  close();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  one.take?.();
}

function close() {
  list?.remove();
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
  list = field = null;
}

function keys(event) {
  if (event.target.matches?.(".composer textarea") && event.ctrlKey && event.code === "Slash") {
    event.preventDefault();
    const area = event.target;
    return offer(area, 0, templates(area, ""));
  }
  if (!list || event.target !== field) return;
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") list.children[chosen].take();
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
