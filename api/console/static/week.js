// The week as a picture: seven fields of text are the truth, the picture is drawn from them and writes them.
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const SLOTS = 48, HALF = 30, DAY = 1440;
const minutes = (told) => {
  const found = /^(\d{1,2})(?::(\d{2}))?/.exec(told.trim());
  return found ? Number(found[1]) * 60 + Number(found[2] ?? 0) : NaN;
};
const begins = (slot) => `${String(Math.floor(slot / 2)).padStart(2, "0")}:${slot % 2 ? "30" : "00"}`;

export function watchWeeks() {
  document.querySelectorAll("[data-week]").forEach(makeWeek);
}

function makeWeek(week) {
  const grid = week.querySelector("[data-week-grid]");
  const fields = DAYS.map((day) => week.querySelector(`[data-day="${day}"]`));
  const cells = fields.map((field, day) => row(grid, field.previousElementSibling.textContent, day));
  grid.tHead.rows[0].append(...hours());
  let at = [0, 18], painting = null;

  const draw = (day) => {
    const open = spansOf(fields[day].value);
    cells[day].forEach((cell, slot) => paint(cell, open.some(([from, to]) => from < (slot + 1) * HALF && to > slot * HALF), grid));
  };
  const set = (day, slot, open) => {
    fields[day].value = textOf((open ? withSpan : withoutSpan)(spansOf(fields[day].value), slot * HALF, (slot + 1) * HALF));
    draw(day);
    fields[day].dispatchEvent(new Event("input", { bubbles: true }));
  };
  const isOpen = (day, slot) => cells[day][slot].getAttribute("aria-selected") === "true";
  const go = (day, slot) => {
    cells[at[0]][at[1]].tabIndex = -1;
    at = [Math.max(0, Math.min(6, day)), Math.max(0, Math.min(SLOTS - 1, slot))];
    cells[at[0]][at[1]].tabIndex = 0;
    cells[at[0]][at[1]].focus();
  };

  fields.forEach((field, day) => {
    draw(day);
    field.addEventListener("input", (event) => event.isTrusted && draw(day));
  });
  cells[at[0]][at[1]].tabIndex = 0;
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -SLOTS], End: [0, SLOTS] }[event.key];
    const [day, slot] = at;
    if (step) {
      const open = isOpen(day, slot);
      go(day + step[0], slot + step[1]);
      if (event.shiftKey) set(at[0], at[1], open);
    } else if (event.key === " ") set(day, slot, !isOpen(day, slot));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const under = (event) => event.target.closest?.("td[data-slot]");
  grid.addEventListener("pointerdown", (event) => {
    const cell = under(event);
    if (!cell || event.button) return;
    cell.releasePointerCapture?.(event.pointerId);
    painting = cell.getAttribute("aria-selected") !== "true";
    go(Number(cell.dataset.of), Number(cell.dataset.slot));
    set(at[0], at[1], painting);
    event.preventDefault();
  });
  grid.addEventListener("pointerover", (event) => {
    const cell = under(event);
    if (painting === null || !cell) return;
    set(Number(cell.dataset.of), Number(cell.dataset.slot), painting);
  });
  addEventListener("pointerup", () => (painting = null));
  week.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-as]");
    if (!button) return;
    const day = fields.indexOf(button.closest(".day").querySelector("[data-day]"));
    fields[day].value = week.querySelector(`[data-day="${button.dataset.as}"]`).value;
    draw(day);
    fields[day].dispatchEvent(new Event("input", { bubbles: true }));
  });
  week.closest("form")?.addEventListener("reset", () => setTimeout(() => DAYS.forEach((_, day) => draw(day))));
}

function row(grid, name, day) {
  if (!grid.tHead) {
    grid.createTHead().insertRow().append(document.createElement("td"));
    grid.createTBody();
  }
  const made = grid.tBodies[0].insertRow();
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = name;
  made.append(head);
  return Array.from({ length: SLOTS }, (_, slot) => {
    const cell = made.insertCell();
    cell.setAttribute("role", "gridcell");
    cell.dataset.slot = slot;
    cell.dataset.of = day;
    cell.dataset.name = `${name} ${begins(slot)}`;
    cell.tabIndex = -1;
    return cell;
  });
}

function hours() {
  return Array.from({ length: 24 }, (_, hour) => {
    const head = document.createElement("th");
    head.scope = "col";
    head.colSpan = 2;
    head.textContent = String(hour);
    return head;
  });
}

function paint(cell, open, grid) {
  cell.setAttribute("aria-selected", String(open));
  cell.setAttribute("aria-label", `${cell.dataset.name}, ${open ? grid.dataset.open : grid.dataset.closed}`);
}

// Spans of a day in minutes; one that closes before it opens runs over midnight. What is not written so is left out of the picture.
function spansOf(text) {
  return text.split(/[,;]/).map((span) => span.split(/[-–—]/).map(minutes))
    .filter(([from, to]) => Number.isFinite(from) && Number.isFinite(to))
    .map(([from, to]) => [from, to > from ? to : to + DAY]);
}

function withSpan(spans, from, to) {
  const apart = spans.filter((one) => one[1] < from || one[0] > to);
  const met = spans.filter((one) => one[1] >= from && one[0] <= to);
  return [...apart, [Math.min(from, ...met.map((one) => one[0])), Math.max(to, ...met.map((one) => one[1]))]];
}

function withoutSpan(spans, from, to) {
  return spans.flatMap((one) => [[one[0], Math.min(one[1], from)], [Math.max(one[0], to), one[1]]]).filter((one) => one[0] < one[1]);
}

function textOf(spans) {
  const clock = (at) => `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
  return spans.sort((one, other) => one[0] - other[0]).map(([from, to]) => `${clock(from)}–${clock(to > DAY ? to - DAY : to)}`).join(", ");
}
