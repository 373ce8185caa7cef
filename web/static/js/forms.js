// Buttons that change one thing (cancel, "they got it", pause) change it in place, so that what is
// being typed elsewhere on the page stays. Where that fails, the form goes the plain way.
import { place } from "./place.js";
import { post, SignedOut } from "./server.js";

export function enliven() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-live]")) {
      return;
    }
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    event.submitter.disabled = true;
    try {
      place((await post(form.action, fields)).html);
    } catch (problem) {
      if (problem instanceof SignedOut) {
        location.reload();
        return;
      }
      say("There is no connection to the box just now. Nothing was changed.");
    } finally {
      event.submitter.disabled = false;
    }
  });
}

export function say(sentence) {
  const line = document.createElement("p");
  line.className = "ms-notice ms-bad";
  line.textContent = sentence;
  document.getElementById("notices").replaceChildren(line);
}
