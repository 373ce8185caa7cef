// Brings the page to life: every part looks for its elements and stays out of the way where there are none.
import { enliven as enlivenBubbles } from "./bubbles.js";
import { enliven as enlivenApp } from "./app.js";
import { tryOut } from "./bell.js";
import { followChanges } from "./changes.js";
import { enliven as enlivenCasting } from "./casting.js";
import { enliven as enlivenComposer } from "./composer.js";
import { enliven as enlivenFirstRun } from "./first_run.js";
import { enliven as enlivenDevice } from "./device.js";
import { enliven as enlivenFilter } from "./filter.js";
import { enliven as enlivenRepeat } from "./repeat.js";
import { enliven as enlivenForms, enlivenKeys } from "./forms.js";
import { enliven as enlivenPresence } from "./here.js";
import { enliven as enlivenKept } from "./keep.js";
import { enliven as enlivenInserts } from "./inserts.js";
import { enliven as enlivenNotices } from "./notices.js";
import { enliven as enlivenParts } from "./parts.js";
import { enliven as enlivenProgress } from "./progress.js";
import { enliven as enlivenRecipients } from "./recipients.js";
import { enliven as enlivenSearch } from "./search.js";
import { enliven as enlivenSwaps } from "./swaps.js";
import { enliven as enlivenTakingBack } from "./taking_back.js";
import { enliven as enlivenShortcuts } from "./shortcuts.js";
import { enliven as enlivenThread } from "./thread.js";
import { enliven as enlivenTools } from "./tools.js";

// An answer to a form shows a page under the form's address; a reload must not send the form again.
const path = document.body.dataset.path;
if (path && path !== location.pathname + location.search) {
  history.replaceState(null, "", path);
}

document.documentElement.classList.add("ms-alive");
enlivenApp();
enlivenForms();
enlivenFirstRun();
enlivenNotices();
enlivenKeys();
enlivenBubbles();
enlivenThread();
enlivenProgress();
enlivenSearch();
enlivenFilter();
enlivenRepeat();
enlivenInserts();
enlivenRecipients();
enlivenComposer();
enlivenCasting();
enlivenPresence();
enlivenKept();
enlivenSwaps();
enlivenTakingBack();
enlivenTools();
enlivenParts();
enlivenShortcuts();
enlivenDevice(tryOut);
followChanges();
new BroadcastChannel("signed-in").postMessage("");
