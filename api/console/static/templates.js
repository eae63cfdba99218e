// A reply template, filled in by the desk for this ticket, put where one writes.
import { json } from "./asking.js";
import { tell } from "./saying.js";

export function watchTemplates() {
  document.addEventListener("chosen", async (event) => {
    const chosen = event.target;
    if (!chosen.dataset.template || !chosen.value) return;
    const form = chosen.form;
    try {
      const filled = await json(`/api/v1/templates/${chosen.value}/filled?ticket=${chosen.dataset.template}`);
      const field = form.elements.body;
      field.setRangeText(filled.text, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
      let used = form.querySelector("[name=template_id]");
      if (!used) {
        used = document.createElement("input");
        Object.assign(used, { type: "hidden", name: "template_id" });
        form.append(used);
      }
      used.value = chosen.value;
      if (filled.missing.length) tell(filled.missing.map((one) => one.name).join(", "));
    } catch (error) {
      tell(error.message);
    }
    chosen.value = "";
  });
}
