// What the pages do beyond links and forms; each module does one thing and works without the others.
import { watchOrders } from "./orders.js";
import { watchParts } from "./parts.js";
import { watchKeys } from "./keys.js";
import { watchClocks } from "./clocks.js";
import { watchList } from "./list.js";
import { watchLive } from "./live.js";
import { watchPeople } from "./people.js";
import { watchDrafts } from "./drafts.js";

document.documentElement.classList.add("scripted");
watchParts();
watchOrders();
watchKeys();
watchClocks();
watchList();
watchPeople();
watchDrafts();
watchLive();
