// A field for a person: two letters are enough; found as one types, chosen by key or pointer.
import { json } from "./asking.js";

export function watchPeople() {
  document.querySelectorAll("input[data-person]").forEach(makeCombobox);
}

function makeCombobox(input) {
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = input.name;
  input.after(hidden);
  input.removeAttribute("name");
  const list = document.createElement("ul");
  list.className = "found";
  list.id = "found-" + hidden.name.replaceAll(".", "-");
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.after(list);
  Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" })
    .forEach(([name, value]) => input.setAttribute(name, value));
  let asking = null, chosen = -1;

  const show = (found) => {
    list.replaceChildren(...found.map((person, nth) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `${list.id}-${nth}`;
      item.dataset.id = person.person_id;
      item.textContent = [person.name, person.position, person.emails?.[0]].filter(Boolean).join(" · ");
      item.dataset.name = person.name;
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(item);
      });
      return item;
    }));
    list.hidden = !found.length;
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
  };
  input.addEventListener("input", async () => {
    hidden.value = input.value.trim();
    asking?.abort();
    if (input.value.trim().length < 2) return show([]);
    asking = new AbortController();
    try {
      const told = await json("/api/v1/persons?limit=8&text=" + encodeURIComponent(input.value.trim()), { signal: asking.signal });
      show(told.persons);
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(Math.min(chosen + 1, list.children.length - 1));
    else if (event.key === "ArrowUp") choose(Math.max(chosen - 1, 0));
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", () => show([]));
}
