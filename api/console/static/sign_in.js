// Asks for the password over the page when the session ended: nothing that was typed is lost.
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
    const field = (label, name, type, autocomplete) => {
      const around = document.createElement("label");
      around.textContent = label;
      const input = document.createElement("input");
      Object.assign(input, { name, type, required: true, autocomplete });
      around.append(input);
      return around;
    };
    const told = document.createElement("p");
    told.className = "refusal";
    told.hidden = true;
    const button = document.createElement("button");
    button.className = "button";
    button.textContent = say("Войти", "Sign in");
    form.append(title, told, field(say("Логин или e-mail", "Login or e-mail"), "login", "text", "username"), field(say("Пароль", "Password"), "password", "password", "current-password"), button);
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "in");
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await fetch("/sign-in", { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        if (await isWho(document.documentElement.dataset.person)) return dialog.close("in");
        // Somebody else, or whoever must choose a password first: nothing on this page is theirs to send.
        forget();
        return location.assign("/");
      }
      const made = document.createElement("template");
      made.innerHTML = await answer.text();
      told.textContent = made.content.querySelector(".refusal")?.textContent ?? String(answer.status);
      told.hidden = false;
    });
    dialog.showModal();
  });
}

async function isWho(person) {
  const answer = await fetch("/api/v1/me");
  return answer.ok && (await answer.json()).actor.id === person;
}
