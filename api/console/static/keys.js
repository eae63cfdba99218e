// Keys: a Latin letter as printed, otherwise the physical key, so that they are the same under a Russian layout.
import { orderJson } from "./asking.js";
import { renewRows } from "./list.js";
import { closeCard, openCard } from "./parts.js";
import { say, tell } from "./saying.js";
import { offerUndo } from "./undo.js";

const OFF = "desk_keys=off";
const OF_CARD = new Set("aspherntlmwi");
let goes = 0;

const isOff = () => document.cookie.split("; ").includes(OFF);

export const letterOf = (event) => {
  if (event.key.length === 1 && /[a-z./?]/i.test(event.key)) return event.key.toLowerCase();
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code === "Slash") return event.shiftKey ? "?" : ".";
  return event.key;
};

export function watchKeys() {
  document.addEventListener("click", (event) => event.target.closest?.("[data-keys]") && sheet());
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    // A dialog closes by itself, and nothing behind it.
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape(typing);
    if (typing) return;
    const letter = letterOf(event);
    if (isOff()) return;
    if (goes && Date.now() - goes < 1500) {
      goes = 0;
      const there = document.querySelector(`[data-go="${letter}"]`);
      if (there) return there.click();
    }
    if (letter === "g") return void (goes = Date.now());
    if (letter === "j" || letter === "k") return move(letter === "j" ? 1 : -1, event);
    if (letter === "x") return tick();
    if (letter === "z") return void document.dispatchEvent(new Event("undo"));
    if (letter === "?") return sheet();
    if (letter === "f" || letter === "v") return focusOn(letter === "f" ? "#quick, [data-key=f]" : "#views [aria-current], .views [aria-current]", event);
    if (OF_CARD.has(letter) && ofRow(letter, event)) return;
    if (letter === "s") return focusOn("#card [data-way]", event);
    press(letter, event);
  });
}

function press(letter, event) {
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(letter)}"]`)].find((one) => (one.offsetParent !== null || one.closest("details.more-acts:not([open])")) && !one.hidden);
  if (!wanted) return;
  event?.preventDefault();
  const around = wanted.matches("summary") ? wanted.parentElement : null;
  if (around) around.open = true;
  const field = around ? around.querySelector("input:not([type=hidden]), textarea, select") : wanted;
  if (field?.matches("input, textarea, select")) field.focus();
  else wanted.click();
}

function focusOn(selector, event) {
  const wanted = document.querySelector(selector);
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
}

// On a row of the list whose card is not the open one: taken at once, other keys open its card first.
function ofRow(letter, event) {
  const row = document.activeElement?.closest(".tickets tr[data-number]");
  if (!row || row.classList.contains("here")) return false;
  event.preventDefault();
  if (letter === "i") take(row.dataset.number);
  else
    openCard(row.querySelector(".subject a").href, row.dataset.number).then(() =>
      letter === "s" ? document.querySelector("#card [data-way]")?.focus() : press(letter),
    );
  return true;
}

async function take(number) {
  try {
    const done = await orderJson("/order/take-ticket", { ticket_id: number });
    const deed = say(`№ ${number} у вас в работе`, `No. ${number} is yours`);
    if (done.undo) offerUndo(done.undo, deed, number);
    else tell(deed);
    await renewRows([number], done.position);
  } catch (error) {
    tell(error.message);
  }
}

function escape(typing) {
  const open = document.querySelector("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (typing) typing.blur();
  else if (document.body.classList.contains("has-card") && document.querySelector(".split")) closeCard();
}

function move(step, event) {
  const links = [...document.querySelectorAll(".tickets tbody tr[data-number] .subject a, .things tbody tr a, .lined > li > a:first-of-type")];
  if (!links.length) return;
  event.preventDefault();
  const here = links.indexOf(document.activeElement);
  const marked = links.findIndex((one) => one.closest("tr, li").classList.contains("here"));
  const from = here >= 0 ? here : marked >= 0 ? marked : step > 0 ? -1 : links.length;
  const next = links[Math.min(Math.max(from + step, 0), links.length - 1)];
  next.focus({ preventScroll: true });
  next.closest("tr, li").scrollIntoView({ block: "nearest" });
  if (document.body.classList.contains("has-card")) openCard(next.href, next.closest("tr").dataset.number).then(() => next.focus({ preventScroll: true }));
}

function tick() {
  const row = document.activeElement?.closest("tr[data-number]");
  const box = row?.querySelector("input[type=checkbox]");
  if (!box) return;
  box.checked = !box.checked;
  document.dispatchEvent(new Event("ticked"));
}

const SHEET = [
  [say("Везде", "Anywhere"), [["/", say("искать", "search")], ["c", say("создать заявку", "create a ticket")], ["Ctrl+K", say("перейти или сделать", "go or do")], ["g t", say("заявки; g d, a, p, c, k, o — задачи, согласования, проблемы, изменения, база знаний, компания", "tickets; g d, a, p, c, k, o: tasks, approvals, problems, changes, knowledge base, company")], [".", say("показать новое", "show what is new")], ["z", say("отменить последнее", "undo the last deed")], ["?", say("эта таблица", "this sheet")], ["Esc", say("шаг назад", "a step back")]]],
  [say("Список и карточка", "List and card"), [["j k", say("следующая, предыдущая", "next, previous")], ["Enter", say("открыть", "open")], ["x", say("выбрать", "select")], ["i", say("взять в работу", "take it")], ["a", say("назначить", "assign")], ["s", say("сменить статус", "change the status")], ["p", say("приоритет", "priority")], ["h", say("отложить", "put on hold")], ["r", say("ответить", "reply")], ["n", say("заметка", "note")], ["e", say("решить", "resolve")], ["m", say("объединить", "merge")], ["l", say("связать", "link")], ["t", say("задача", "task")], ["w", say("почему такой срок", "why this deadline")], ["f", say("фильтр", "filter")], ["v", say("представления", "views")]]],
  [say("Пока пишете", "While writing"), [["Ctrl+Enter", say("отправить", "send")], ["@", say("позвать человека", "call somebody")], [":: Ctrl+/", say("шаблон ответа", "reply template")]]],
];

function sheet() {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.setAttribute("aria-labelledby", "sheet-title");
  const made = (tag, more) => Object.assign(document.createElement(tag), more);
  dialog.append(made("h2", { id: "sheet-title", textContent: say("Клавиши", "Keys") }));
  const sections = made("div", { className: "sections" });
  for (const [heading, rows] of SHEET) {
    const section = document.createElement("section");
    const list = document.createElement("dl");
    for (const [key, words] of rows) list.append(made("dt", { textContent: key }), made("dd", { textContent: words }));
    section.append(made("h3", { textContent: heading }), list);
    sections.append(section);
  }
  dialog.append(sections);
  const label = made("label", { className: "tick-line" });
  const box = made("input", { type: "checkbox", checked: !isOff(), id: "single-keys" });
  box.addEventListener("change", () => {
    document.cookie = `desk_keys=${box.checked ? "on" : "off"}; path=/; max-age=31536000; samesite=lax`;
  });
  label.append(box, " " + say("Одиночные клавиши включены", "Single keys are on"));
  const wait = made("label", { className: "tick-line" });
  const waits = made("input", { type: "checkbox", checked: !document.cookie.split("; ").includes("desk_wait=off"), id: "waits" });
  waits.addEventListener("change", () => {
    document.cookie = `desk_wait=${waits.checked ? "on" : "off"}; path=/; max-age=31536000; samesite=lax`;
  });
  wait.append(waits, " " + say("Ответы ждут десять секунд, их можно отозвать", "Answers wait ten seconds and can be called back"));
  const close = made("button", { className: "quiet-button", textContent: say("Закрыть", "Close"), autofocus: true });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(label, wait, close);
  document.body.append(dialog);
  dialog.showModal();
}
