// A file that goes to a card at once: a photo as the picture itself, any other by the order of the form around it.
import { json } from "./asking.js";
import { renewCard } from "./parts.js";
import { say, tell } from "./saying.js";

const LONGEST_MS = 600000;

export function watchUploads() {
  document.addEventListener("change", (event) => {
    const input = event.target;
    const [file] = input.files ?? [];
    if (!file) return;
    if (input.dataset.photo) photo(input, file);
    else if (input.dataset.sentFile) sent(input, file);
  });
}

async function photo(input, file) {
  try {
    const done = await json(input.dataset.photo, { method: "POST", body: file, signal: AbortSignal.timeout(LONGEST_MS) });
    tell(say("Фотография загружена", "The photo is there"));
    await renewCard(done.position);
  } catch (error) {
    tell(error.message);
  } finally {
    input.value = "";
  }
}

async function sent(input, file) {
  const body = new FormData();
  body.append("file", file, file.name);
  try {
    const { files: [kept] } = await json("/api/v1/files", { method: "POST", body, signal: AbortSignal.timeout(LONGEST_MS) });
    for (const [name, value] of Object.entries(kept)) hidden(input.form, `${input.dataset.sentFile}.${name}`, value);
    input.form.requestSubmit();
  } catch (error) {
    tell(error.message);
  } finally {
    input.value = "";
  }
}

function hidden(form, name, value) {
  const field = [...form.elements].find((one) => one.name === name) ?? document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
}
