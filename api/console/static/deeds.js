// Deeds of a card over it, in a dialog that gives the focus back; tabs; the history in place of the conversation.
import { part } from "./asking.js";
import { tell } from "./saying.js";

export function watchDeeds() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a");
    if (event.target.closest("[data-print]")) print();
    if (!link) return;
    if ("deed" in link.dataset) {
      event.preventDefault();
      open(link);
    } else if ("cancel" in link.dataset && link.closest("dialog")) {
      event.preventDefault();
      link.closest("dialog").close();
    } else if (link.dataset.tabOf) {
      event.preventDefault();
      chooseTab(link);
    } else if (link.dataset.talk) {
      event.preventDefault();
      chooseTalk(link);
    }
  });
  document.addEventListener("sent", (event) => event.target.closest("dialog.deed")?.close());
  // A team follows from the person that was found, where they are in one.
  document.addEventListener("change", async (event) => {
    const named = event.target.dataset?.named;
    const team = named && event.target.form?.querySelector(`select[data-team-of="${named}"]`);
    const person = team && event.target.form.elements[named]?.value;
    if (!person) return;
    const answer = await fetch(`/api/v1/persons/${encodeURIComponent(person)}`).catch(() => null);
    if (!answer?.ok) return;
    const theirs = (await answer.json()).teams.map((one) => one.team_id);
    if (theirs.length && !theirs.includes(team.value)) team.value = theirs.find((one) => [...team.options].some((each) => each.value === one)) ?? team.value;
  });
}

async function open(link) {
  try {
    const shown = await part(link.getAttribute("href"), "deed");
    link.closest("details.more-acts")?.removeAttribute("open");
    link.closest("dialog.deed")?.close();
    const dialog = document.createElement("dialog");
    dialog.className = "deed";
    dialog.setAttribute("aria-labelledby", "deed-title");
    dialog.append(shown);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      (document.getElementById(link.id) ?? document.getElementById("card-title"))?.focus({ preventScroll: true });
    });
    dialog.showModal();
    document.dispatchEvent(new CustomEvent("shown", { detail: dialog }));
    (dialog.querySelector("[autofocus]") ?? dialog.querySelector("input:not([type=hidden]), select, textarea, h2"))?.focus();
  } catch (error) {
    tell(error.message);
  }
}

function chooseTab(link) {
  const around = link.closest("[data-tab]");
  around.dataset.tab = link.dataset.tabOf;
  current(link);
  const address = new URL(location.href);
  address.searchParams.set("tab", link.dataset.tabOf);
  history.replaceState(history.state, "", address);
}

function current(link) {
  for (const one of link.closest("nav").querySelectorAll("a")) {
    if (one === link) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

async function chooseTalk(link) {
  const place = document.getElementById("card-history");
  const wanted = link.dataset.talk === "history";
  try {
    if (wanted) place.replaceChildren(await part(link.getAttribute("href"), "history"));
    place.hidden = !wanted;
    document.getElementById("card-talk").hidden = wanted;
    current(link);
  } catch (error) {
    tell(error.message);
  }
}
