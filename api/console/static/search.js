// The box in the header: goes or does. What it offers comes while one types; the same form leads to the page of results.
import { part } from "./asking.js";
import { say } from "./saying.js";

const AFTER_MS = 150;

export function watchSearch() {
  const input = document.querySelector("input[data-everywhere]");
  if (!input) return;
  const list = document.createElement("ul");
  Object.assign(list, { className: "found everywhere-found", id: "everywhere-found", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Найдено", "Found"));
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" }))
    input.setAttribute(name, value);
  const count = input.form.querySelector("[data-count]");
  let asking = null, timer = 0, chosen = -1;

  const choose = (nth) => {
    chosen = nth;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === nth)));
    if (nth < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[nth].id);
      list.children[nth].scrollIntoView({ block: "nearest" });
    }
  };
  const hide = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const found = await part("/search/suggestions?q=" + encodeURIComponent(input.value.trim()), "found", asking.signal);
      list.replaceChildren(...found.querySelectorAll("[role=option]"));
      list.hidden = !list.children.length || document.activeElement !== input;
      input.setAttribute("aria-expanded", String(!list.hidden));
      count.textContent = say("Вариантов: ", "Choices: ") + list.children.length;
      choose(-1);
    } catch { /* The form itself leads to the page of results. */ }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, AFTER_MS);
  };
  input.addEventListener("input", soon);
  input.addEventListener("focus", soon);
  input.addEventListener("blur", hide);
  list.addEventListener("mousedown", (event) => {
    const one = event.target.closest("[data-href]");
    event.preventDefault();
    if (one) location.assign(one.dataset.href);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape") {
      hide();
      return;
    }
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen >= last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.href);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.code !== "KeyK") return;
    event.preventDefault();
    if (input.offsetParent === null) location.assign("/search");
    else {
      input.focus();
      input.select();
    }
  });
}
