// Asks for the password over the page when the session ended, then for a code where one is needed: no word is lost.
import { forget } from "./drafts.js";
import { say } from "./saying.js";

let asking = null;

export function signIn() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

function ask() {
  return new Promise((done) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "again");
    const form = document.createElement("form");
    form.className = "column";
    const title = document.createElement("h2");
    title.id = "again";
    title.textContent = say("Сеанс закончился. Войдите снова", "Your session ended. Sign in again");
    const told = document.createElement("p");
    told.className = "refusal";
    told.hidden = true;
    const button = document.createElement("button");
    button.className = "button";
    button.textContent = say("Войти", "Sign in");
    const fields = [field(say("Логин или e-mail", "Login or e-mail"), "login", "text", "username"), field(say("Пароль", "Password"), "password", "password", "current-password")];
    form.append(title, told, ...fields, button);
    dialog.append(form);
    document.body.append(dialog);
    const cameInElsewhere = async () => {
      if (document.visibilityState === "visible" && (await isWho(document.documentElement.dataset.person))) dialog.close("in");
    };
    addEventListener("focus", cameInElsewhere);
    dialog.addEventListener("close", () => {
      removeEventListener("focus", cameInElsewhere);
      dialog.remove();
      done(dialog.returnValue === "in");
    });
    let step = "/sign-in";
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await fetch(step, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        if (await isWho(document.documentElement.dataset.person)) return dialog.close("in");
        // Somebody else, or whoever must choose a password first: nothing on this page is theirs to send.
        forget();
        return location.assign("/");
      }
      const made = document.createElement("template");
      made.innerHTML = await answer.text();
      if (made.content.querySelector("[data-code-wanted]") && step === "/sign-in") {
        step = "/sign-in/code";
        const code = field(say("Код из приложения или код восстановления", "A code of the program, or a recovery code"), "code", "text", "one-time-code");
        fields.forEach((one) => one.remove());
        button.before(code);
        code.querySelector("input").focus();
      }
      const refusal = made.content.querySelector(".refusal");
      told.textContent = refusal?.textContent ?? (answer.ok ? "" : String(answer.status));
      told.hidden = !told.textContent;
    });
    dialog.showModal();
    offerProvider(form);
  });
}

function field(label, name, type, autocomplete) {
  const around = document.createElement("label");
  around.textContent = label;
  const input = document.createElement("input");
  Object.assign(input, { name, type, required: true, autocomplete });
  around.append(input);
  return around;
}

// The page stays as it is: the provider is asked in another tab, and who comes back from there goes on.
async function offerProvider(form) {
  const answer = await fetch("/sign-in", { headers: { Part: "sign_in" } }).catch(() => null);
  if (!answer?.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const link = made.content.querySelector("a[data-provider]");
  if (!link) return;
  Object.assign(link, { target: "_blank", rel: "noopener" });
  link.append(say(" (в новой вкладке, затем вернитесь сюда)", " (in a new tab, then come back here)"));
  form.append(link);
}

async function isWho(person) {
  const answer = await fetch("/api/v1/me");
  return answer.ok && (await answer.json()).actor.id === person;
}
