// Many tickets at once: what was ticked, what would come of it, what came; whatever was refused stays ticked.
import { json } from "./asking.js";
import { renewRows } from "./list.js";
import { say, tell } from "./saying.js";
import { offerBack } from "./undo.js";

const EVERY_MS = 500;
let last = null;

const boxes = () => [...document.querySelectorAll(".tickets tbody input[type=checkbox]")];
const ticked = () => boxes().filter((one) => one.checked);
const numberOf = (box) => Number(box.closest("tr").dataset.number);

export function watchChosen() {
  const bar = document.getElementById("chosen");
  if (!bar) return;
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".tickets tbody input[type=checkbox]");
    if (!box) return;
    if (event.shiftKey && last?.isConnected) range(last, box);
    last = box;
    show();
  });
  document.addEventListener("ticked", show);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-bulk]");
    if (button) act(button.dataset.bulk, {}, button.textContent.trim());
    if (event.target.closest("[data-unchoose]")) choose([]);
  });
  bar.querySelector("select")?.addEventListener("chosen", (event) => {
    const chosen = event.target.selectedOptions[0];
    if (chosen.value) act("assign-ticket", { responsible: { team_id: chosen.value } }, say("Передать: ", "Pass on to ") + chosen.textContent);
    event.target.value = "";
  });
}

function range(from, to) {
  const all = boxes();
  const [begin, end] = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other);
  all.slice(begin, end + 1).forEach((one) => (one.checked = to.checked));
}

function choose(numbers) {
  boxes().forEach((one) => (one.checked = numbers.includes(numberOf(one))));
  show();
}

function show() {
  const bar = document.getElementById("chosen");
  const count = ticked().length;
  bar.hidden = !count;
  bar.querySelector("[data-count]").textContent = say(`Выбрано: ${count}`, `Selected: ${count}`);
}

async function act(command, body, deed) {
  const numbers = ticked().map(numberOf);
  const wanted = { method: "POST", body: JSON.stringify({ numbers, command, body }), headers: { "Content-Type": "application/json" } };
  try {
    const told = await json("/api/v1/tickets/bulk/preview", wanted);
    if (!(await confirmed(deed, told))) return;
    wanted.headers["Idempotency-Key"] = crypto.randomUUID();
    const job = await follow(await json("/api/v1/tickets/bulk", wanted));
    // What is closed has been read; the rest is taken back ticket by ticket, where nobody changed it since.
    if (job.done && command !== "close-ticket") offerBack(`${deed}: ${job.done}`, () => takeBack(job.job_id));
  } catch (error) {
    tell(error.message);
  }
}

async function takeBack(job) {
  const wanted = { method: "POST", body: "{}", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() } };
  try {
    await follow(await json(`/api/v1/bulk/${job}/undo`, wanted));
  } catch (error) {
    tell(error.message);
  }
}

async function follow(job) {
  while (job.waiting) {
    tell(say(`Сделано ${job.tickets - job.waiting} из ${job.tickets}`, `${job.tickets - job.waiting} of ${job.tickets} done`));
    await new Promise((go) => setTimeout(go, EVERY_MS));
    job = await json(`/api/v1/bulk/${job.job_id}?limit=1`);
  }
  const { outcomes } = await json(`/api/v1/bulk/${job.job_id}?limit=500`);
  const refused = outcomes.filter((one) => one.state === "refused").map((one) => one.number);
  await renewRows(outcomes.map((one) => String(one.number)), job.position);
  choose(refused);
  tell(say(`Сделано: ${job.done}, без изменений: ${job.unchanged}, отказано: ${job.refused}`, `Done: ${job.done}, unchanged: ${job.unchanged}, refused: ${job.refused}`));
  return job;
}

// What would come of it, before it is done: the first reasons, a button named after the deed, the focus on going back.
function confirmed(deed, told) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "many");
  const line = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
  const title = Object.assign(line("h2", deed), { id: "many" });
  const counts = line("p", say(`Изменится: ${told.change}, останется как есть: ${told.stay}, будет отказано: ${told.refused}.`, `Would change: ${told.change}, stay as they are: ${told.stay}, be refused: ${told.refused}.`));
  const reasons = told.tickets.filter((one) => one.would === "be_refused").slice(0, 5);
  const list = document.createElement("ul");
  list.append(...reasons.map((one) => line("li", `${one.number}: ${one.texts ? say(one.texts.ru, one.texts.en) : one.code}`)));
  const back = Object.assign(line("button", say("Отмена", "Cancel")), { className: "quiet-button", autofocus: true });
  const go = Object.assign(line("button", deed), { className: "button", disabled: !told.change });
  const acts = Object.assign(document.createElement("p"), { className: "acts" });
  acts.append(back, go);
  dialog.append(title, counts, list, acts);
  document.body.append(dialog);
  dialog.showModal();
  back.focus();
  return new Promise((done) => {
    back.addEventListener("click", () => dialog.close());
    go.addEventListener("click", () => dialog.close("go"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "go");
    });
  });
}
