// Lists within forms: rows that are added, removed and moved; fields are named by their place, as the desk reads them.
// A field with data-fresh gets a value that no other row has. <fieldset data-rows="promise.rules"> holds elements with data-row, and a <template> of a new one, named with 0.
const move = {
  up: (row) => row.previousElementSibling?.matches("[data-row]") && row.previousElementSibling.before(row),
  down: (row) => row.nextElementSibling?.matches("[data-row]") && row.nextElementSibling.after(row),
  remove: (row) => row.remove(),
};

export function watchRows() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-row-act]");
    if (!button) return;
    event.preventDefault();
    const rows = button.closest("[data-rows]");
    const act = button.dataset.rowAct;
    if (act === "add") {
      const made = rows.querySelector(":scope > template").content.cloneNode(true);
      const last = [...rows.querySelectorAll(":scope > [data-row], :scope > * > [data-row]")].filter((one) => one.closest("[data-rows]") === rows).at(-1);
      const added = made.querySelector("[data-row]");
      // What is added has a name of its own from now on: the desk tells rows apart by it.
      added.querySelectorAll("[data-fresh]").forEach((one) => (one.value = Math.random().toString(36).slice(2, 10)));
      if (last) last.after(made);
      else (rows.querySelector(":scope [data-row-place]") ?? button).before(made);
      added.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    } else {
      const row = button.closest("[data-row]");
      const beside = row.nextElementSibling ?? row.previousElementSibling;
      move[act](row);
      (act === "remove" ? (beside?.querySelector("input, select, button") ?? rows.querySelector("[data-row-act=add]")) : button)?.focus();
    }
    number(rows);
    rows.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function number(rows) {
  const prefix = rows.dataset.rows + ".";
  const own = [...rows.querySelectorAll("[data-row]")].filter((one) => one.parentElement.closest("[data-rows]") === rows);
  own.forEach((row, place) => {
    const renamed = (name) => (name.startsWith(prefix) ? prefix + name.slice(prefix.length).replace(/^[0-9]+/, String(place)) : name);
    row.querySelectorAll("[name]").forEach((one) => (one.name = renamed(one.name)));
    row.querySelectorAll("[data-rows]").forEach((one) => (one.dataset.rows = renamed(one.dataset.rows)));
    row.querySelectorAll("template").forEach((one) => one.content.querySelectorAll("[name]").forEach((field) => field.setAttribute("name", renamed(field.getAttribute("name")))));
    row.querySelectorAll("[data-place]").forEach((one) => (one.textContent = String(place + 1)));
  });
}
