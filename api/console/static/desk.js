// What the pages do beyond links and forms; each module does one thing and works without the others.
import { watchOrders } from "./orders.js";
import { watchChoices } from "./choices.js";
import { watchParts } from "./parts.js";
import { watchKeys } from "./keys.js";
import { watchClocks } from "./clocks.js";
import { watchList } from "./list.js";
import { watchDeeds } from "./deeds.js";
import { watchUndo } from "./undo.js";
import { watchPresence } from "./presence.js";
import { watchMentions } from "./mentions.js";
import { watchLive } from "./live.js";
import { watchPeople } from "./people.js";
import { watchDrafts } from "./drafts.js";
import { watchChosen } from "./chosen.js";
import { watchAsked } from "./asked.js";
import { watchFiles } from "./files.js";
import { watchTemplates } from "./templates.js";
import { watchMenu } from "./menu.js";
import { watchRows } from "./rows.js";
import { watchPreviews } from "./previews.js";
import { watchTree } from "./tree.js";
import { watchUploads } from "./uploads.js";
import { watchSearch } from "./search.js";

document.documentElement.classList.add("scripted");
const here = new URL(location.href);
if (here.searchParams.has("min_position")) {
  here.searchParams.delete("min_position");
  history.replaceState(null, "", here);
}
watchChoices();
watchParts();
watchOrders();
watchKeys();
watchClocks();
watchList();
watchPeople();
watchDrafts();
watchAsked();
watchChosen();
watchFiles();
watchTemplates();
watchMenu();
watchRows();
watchPreviews();
watchTree();
watchUploads();
watchDeeds();
watchUndo();
watchPresence();
watchMentions();
watchSearch();
// What few pages have is fetched there alone.
if (document.querySelector("[data-week]")) import("./week.js").then((one) => one.watchWeeks());
watchLive();
