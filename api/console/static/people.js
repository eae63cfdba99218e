// Fields for a person or a unit: two letters are enough; found as one types, chosen by key or pointer.
// Without a script the same field takes a login, an address or an id.
import { json } from "./asking.js";
import { russian } from "./saying.js";

const KINDS = {
  ticket: {
    address: () => "/api/v1/tickets?limit=8&sort=-number",
    found: (told) => told.tickets.map((one) => ({ id: String(one.number), name: `${one.number} · ${one.subject}`, words: [one.number, one.subject] })),
  },
  person: {
    address: () => "/api/v1/persons?limit=8",
    found: (told) => told.persons.map((one) => ({
      id: one.person_id, name: one.name, words: [one.name, one.position, one.emails?.[0]],
    })),
  },
  unit: {
    address: (input) => "/api/v1/units/search?limit=8" + (input.dataset.unit ? "&among=" + input.dataset.unit : ""),
    found: (told) => told.units.filter((one) => !one.is_barred).map((one) => {
      const name = russian ? one.name.ru : one.name.en;
      return { id: one.unit_id, name, words: [name] };
    }),
  },
};

export function watchPeople() {
  const make = () => document.querySelectorAll("input[data-person]:not([role]), input[data-unit]:not([role]), input[data-tickets]:not([role])").forEach(makeCombobox);
  document.addEventListener("shown", make);
  document.addEventListener("change", (event) => event.target.matches?.("[data-rows]") && make());
  make();
}

let made = 0;

function makeCombobox(input) {
  const kind = KINDS["unit" in input.dataset ? "unit" : "tickets" in input.dataset ? "ticket" : "person"];
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = input.dataset.named = input.name;
  hidden.value = input.value;
  input.after(hidden);
  input.removeAttribute("name");
  if (input.dataset.shown) input.defaultValue = input.value = input.dataset.shown;
  const stood = hidden.value;
  input.form?.addEventListener("reset", () => (hidden.value = stood));
  const list = document.createElement("ul");
  list.className = "found";
  list.id = `found-${++made}-` + hidden.name.replaceAll(".", "-");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", russian ? "Найдено" : "Found");
  list.hidden = true;
  hidden.after(list);
  Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" })
    .forEach(([name, value]) => input.setAttribute(name, value));
  let asking = null, chosen = -1;

  const show = (found, isAsked = false) => {
    list.replaceChildren(...found.map((one, nth) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `${list.id}-${nth}`;
      item.dataset.id = one.id;
      item.textContent = one.words.filter(Boolean).join(" · ");
      item.dataset.name = one.name;
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(item);
      });
      return item;
    }));
    list.hidden = !found.length && !isAsked;
    if (!found.length && isAsked) {
      list.append(Object.assign(document.createElement("li"), { className: "quiet", ariaDisabled: "true", role: "option", textContent: russian ? "Никого и ничего не найдено" : "Nothing is found" }));
    }
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(found.length ? 0 : -1);
  };
  const choose = (nth) => {
    chosen = nth;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === nth)));
    if (nth >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${nth}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    hidden.value = item.dataset.id;
    input.value = item.dataset.name;
    show([]);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  input.addEventListener("input", async () => {
    hidden.value = input.value.trim();
    asking?.abort();
    if (input.value.trim().length < 2) return show([]);
    asking = new AbortController();
    try {
      const told = await json(kind.address(input) + "&text=" + encodeURIComponent(input.value.trim()), { signal: asking.signal });
      show(kind.found(told), document.activeElement === input);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || (chosen < 0 && event.key !== "Escape")) return;
    if (event.key === "ArrowDown") choose(Math.min(chosen + 1, list.children.length - 1));
    else if (event.key === "ArrowUp") choose(Math.max(chosen - 1, 0));
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", () => {
    asking?.abort();
    show([]);
  });
}
