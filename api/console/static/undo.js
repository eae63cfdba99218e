// For ten seconds: what was done can be taken back, and what others will read waits on the desk; held by focus or pointer.
import { json, order, orderJson } from "./asking.js";
import { leaving, putBack } from "./drafts.js";
import { renewCard } from "./parts.js";
import { renewRows } from "./list.js";
import { say, tell } from "./saying.js";

export const WAIT_S = 10;
const HELD_S = 60, AGAIN_MS = 700, FLAG = "waiting-orders";
const offers = [];

const place = () => {
  let found = document.getElementById("undo");
  if (!found) {
    found = Object.assign(document.createElement("section"), { id: "undo" });
    found.setAttribute("aria-label", say("Можно отменить", "Can be undone"));
    found.setAttribute("aria-live", "polite");
    document.body.append(found);
  }
  return found;
};

// A machine may have them wait longer, or not at all.
const wished = () => /(?:^|; )desk_wait=(off|[0-9]{1,2})(?:;|$)/.exec(document.cookie)?.[1] ?? String(WAIT_S);
export const waitsFor = () => (wished() === "off" ? 0 : Math.min(Number(wished()), HELD_S));

export function watchUndo() {
  document.addEventListener("undo", () => offers.at(-1)?.back());
  const flagged = Number(sessionStorage.getItem(FLAG) ?? 0);
  if (Date.now() - flagged < HELD_S * 1000) resume();
}

// What undoes an order is told with its answer, as data.
export function offerUndo(undo, deed, number) {
  const one = offer(say("Сделано: ", "Done: ") + deed, Math.max(waitsFor(), WAIT_S), {
    back: async () => {
      try {
        const done = await orderJson("/order/" + undo.order, undo.body);
        tell(say("Отменено", "Undone"));
        await renew(number, done.position);
      } catch (error) {
        tell(error.message);
      }
    },
  });
  return one;
}

// The same of what is no single order: many tickets at once.
export const offerBack = (words, back) => offer(words, Math.max(waitsFor(), WAIT_S), { back });

// An order that waits on the desk: it can be called back, sent at once, and waits longer while one looks at it.
export function offerCallBack(sent) {
  let { send, fields } = sent;
  let steps = Promise.resolve();
  if (sent.draft) leaving.add(sent.draft);
  sessionStorage.setItem(FLAG, String(Date.now()));
  const step = (work) => (steps = steps.then(work).catch((error) => tell(error.message)));
  // Gives whether it still waited: what is done already is told as done.
  const takeBack = async () => {
    if (!send) return false;
    try {
      await json("/api/v1/sends/" + send, { method: "DELETE" });
      return true;
    } catch (error) {
      if (error.status !== 404 && error.status !== 409) throw error;
      await gone(0);
      return false;
    }
  };
  const again = async (seconds) => {
    if (!(await takeBack())) return;
    fields.set("_key", crypto.randomUUID());
    if (seconds) fields.set("_wait", String(seconds));
    else fields.delete("_wait");
    let done;
    try {
      done = await order(sent.address, fields);
    } catch (error) {
      // It waits no more, and was not done: the words are where they were written.
      await dropped();
      refuse(error.message);
      return;
    }
    send = done.send;
    if (!send) await gone(done.position);
  };
  const dropped = async () => {
    send = null;
    one.end();
    leaving.delete(sent.draft);
    sent.node?.remove();
    return putBack(sent);
  };
  const gone = async (position) => {
    send = null;
    one.end();
    leaving.delete(sent.draft);
    sent.node?.remove();
    tell(say("Отправлено", "Sent"));
    await renew(sent.number, position);
  };
  const one = offer(sent.words, waitsFor() || WAIT_S, {
    node: true,
    back: () => step(async () => {
      if (!(await takeBack())) return;
      if ((await dropped()) !== "draft") tell(say("Не отправлено", "Not sent"));
      else tell(say(`Не отправлено: черновик в заявке ${sent.number}`, `Not sent: the draft is on ticket ${sent.number}`));
    }),
    now: () => step(() => again(0)),
    hold: () => step(() => again(HELD_S)),
    release: () => step(() => again(5)),
    over: () => step(() => settled()),
  });
  const settled = async (nth = 0) => {
    const { sends } = await json("/api/v1/sends");
    const mine = sends.find((each) => each.send_id === send);
    if (!mine) return gone(0);
    if (!mine.refusal) {
      if (nth < 40) await new Promise((go) => setTimeout(go, AGAIN_MS)).then(() => settled(nth + 1));
      return;
    }
    await json("/api/v1/sends/" + send, { method: "DELETE" }).catch(() => {});
    await dropped();
    refuse(say(mine.refusal.texts.ru, mine.refusal.texts.en));
  };
  return one;
}

// It stays until it was read: nobody looks at the page all the time.
function refuse(why) {
  const box = Object.assign(document.createElement("div"), { className: "offer refusal" });
  box.setAttribute("role", "alert");
  const close = Object.assign(document.createElement("button"), { type: "button", className: "quiet-button", textContent: say("Понятно", "I see") });
  close.addEventListener("click", () => box.remove());
  box.append(say("Не отправлено, текст сохранён. ", "Not sent, the words are kept. ") + why, close);
  place().append(box);
}

function offer(words, seconds, acts) {
  const box = document.createElement("div");
  box.className = "offer";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words);
  const line = Object.assign(document.createElement("span"), { textContent: words });
  const count = Object.assign(document.createElement("span"), { className: "count", ariaHidden: "true" });
  const button = (text, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet-button", textContent: text });
    made.addEventListener("click", act);
    return made;
  };
  let left = seconds, isHeld = false;
  const one = {
    back: () => {
      stop();
      if (!acts.node) one.end();
      acts.back();
    },
    end: () => {
      stop();
      box.remove();
      if (offers.includes(one)) offers.splice(offers.indexOf(one), 1);
    },
  };
  const stop = () => clearInterval(timer);
  const held = (is) => {
    if (is === isHeld) return;
    isHeld = is;
    if (is) acts.hold?.();
    else {
      if (acts.release) left = Math.min(left, 5);
      acts.release?.();
    }
  };
  box.addEventListener("pointerenter", () => held(true));
  box.addEventListener("pointerleave", () => held(box.contains(document.activeElement)));
  box.addEventListener("focusin", () => held(true));
  box.addEventListener("focusout", () => setTimeout(() => held(box.matches(":hover") || box.contains(document.activeElement))));
  box.append(line, count, button(say("Отменить (z)", "Undo (z)"), one.back));
  if (acts.now) box.append(button(say("Отправить сейчас", "Send now"), () => { stop(); acts.now(); }));
  const tick = () => {
    if (isHeld) return;
    count.textContent = String(Math.max(left, 0));
    if (left-- > 0) return;
    stop();
    if (acts.over) acts.over();
    else one.end();
  };
  const timer = setInterval(tick, 1000);
  tick();
  place().append(box);
  offers.push(one);
  return one;
}

async function renew(number, position) {
  await Promise.all([renewCard(position), renewRows([number], position)]).catch(() => {});
}

// Behind a page that was loaded anew: what waits goes on waiting on the desk, and can be called back here, too.
async function resume() {
  try {
    const { sends } = await json("/api/v1/sends");
    for (const one of sends) {
      const { ticket_id: ticket, ...content } = one.held.content;
      const fields = new URLSearchParams();
      flat(one.held.content, "", fields);
      if (one.held.draft_id) fields.set("_draft", one.held.draft_id);
      const words = content.body ?? content.solution ?? content.reason ?? "";
      offerCallBack({
        send: one.send_id, fields, address: "/order/" + one.held.command, number: ticket, draft: one.held.draft_id,
        kind: one.held.command !== "comment-on-ticket" ? "solution" : content.is_public === false ? "note" : "reply",
        words: say("Ждёт отправки: ", "Waits to be sent: ") + words.slice(0, 80),
      });
    }
  } catch { /* Nothing is lost: it waits on the desk. */ }
}

function flat(value, name, fields) {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) value.forEach((inner, nth) => flat(inner, `${name}.${nth}`, fields));
  else if (typeof value === "object") Object.entries(value).forEach(([key, inner]) => flat(inner, name ? `${name}.${key}` : key, fields));
  else fields.append(name, String(value));
}
