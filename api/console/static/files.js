// Files for an answer: chosen, dragged, or pasted as a screenshot; sent at once, named by the order that sends the words.
import { json } from "./asking.js";
import { saveSoon } from "./drafts.js";
import { say, tell } from "./saying.js";

const hidden = (name, value) => {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  return input;
};

export function watchFiles() {
  document.addEventListener("filled", (event) => event.detail.files.forEach((one) => show(event.detail.form, one)));
  document.addEventListener("change", (event) => {
    if (!("files" in event.target.dataset)) return;
    const files = [...event.target.files];
    event.target.value = "";
    add(event.target.form, files);
  });
  document.addEventListener("paste", (event) => {
    const form = event.target.closest?.("form.composer");
    if (!form?.querySelector("[data-files]") || !event.clipboardData.files.length) return;
    event.preventDefault();
    add(form, [...event.clipboardData.files]);
  });
  for (const kind of ["dragover", "dragleave", "drop"])
    document.addEventListener(kind, (event) => {
      const form = event.target.closest?.("form.composer");
      if (!form?.querySelector("[data-files]") || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop") add(form, [...event.dataTransfer.files]);
    });
}

async function add(form, files) {
  for (const file of files) {
    try {
      const body = new FormData();
      body.append("file", file, file.name || say("снимок.png", "screenshot.png"));
      const { files: kept } = await json("/api/v1/files", { method: "POST", body, signal: AbortSignal.timeout(600000) });
      kept.forEach((one) => show(form, one));
      if ("draft" in form.dataset) saveSoon(form);
    } catch (error) {
      tell(error.message);
    }
  }
}

function show(form, file) {
  const list = form.querySelector(".sent-files");
  if (!list) return;
  const item = document.createElement("li");
  // Never a number that was given before: of two files taken out and added both would answer to it.
  const nth = list.dataset.next ?? 0;
  list.dataset.next = Number(nth) + 1;
  const drop = document.createElement("button");
  Object.assign(drop, { type: "button", className: "link", textContent: say("убрать", "take out") });
  drop.addEventListener("click", () => {
    item.remove();
    if ("draft" in form.dataset) saveSoon(form);
  });
  item.append(file.name + " ", drop);
  for (const [name, value] of Object.entries(file)) item.append(hidden(`attachments.${nth}.${name}`, value));
  list.append(item);
}
