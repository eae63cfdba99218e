// Asks the desk, as the page's own: parts of pages, and what the interface over HTTP answers in JSON.
import { alarm, say } from "./saying.js";

const LONGEST_MS = 15000;

export class Refused extends Error {
  constructor(status, told) {
    super(told.text);
    this.status = status;
    this.field = told.field;
    this.beside = told.beside ?? "";
    this.named = told.named ?? [];
    this.theirs = told.theirs ?? [];
    this.version = told.version ?? 0;
  }
}

async function ask(address, options) {
  let answer;
  try {
    // The desk answers in the language of the page, whatever the browser prefers.
    const headers = { "Accept-Language": document.documentElement.lang, ...options.headers };
    answer = await fetch(address, { ...options, headers, signal: options.signal ?? AbortSignal.timeout(LONGEST_MS) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    const text = say("Нет связи с системой. То, что вы написали, на месте: повторите.", "The desk does not answer. What you wrote is still there: try again.");
    throw new Refused(0, { text, field: "" });
  }
  alarm("");
  if (answer.status === 401) {
    const { signIn } = await import("./sign_in.js");
    if (await signIn()) return ask(address, options);
  }
  return answer;
}

// A part of a page, as an element that is in no document yet; `body`: the fields of a form that the part is about.
export async function part(address, name, signal, body) {
  const answer = await ask(address, { method: body ? "POST" : "GET", body, headers: { Part: name }, signal });
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  if (!answer.ok) {
    const told = made.content.querySelector(".refusal");
    throw new Refused(answer.status, { text: told ? told.textContent.trim() : String(answer.status), field: "" });
  }
  return made.content;
}

// An order: the fields of a form. Gives where its facts stand, or throws why not.
export async function order(address, fields) {
  const body = new URLSearchParams(fields);
  const answer = await ask(address, { method: "POST", body, headers: { Part: "order" } });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

// An order as data, as an answer of the desk told it.
export async function orderJson(address, body) {
  const headers = { Part: "order", "Content-Type": "application/json" };
  const answer = await ask(address, { method: "POST", body: JSON.stringify(body), headers });
  const told = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

export async function json(address, options = {}) {
  const answer = await ask(address, options);
  if (answer.status === 204) return null;
  const told = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, { text: told.detail, field: told.field ?? "" });
  return told;
}

export const withPosition = (address, position) =>
  position ? address + (address.includes("?") ? "&" : "?") + "min_position=" + position : address;
