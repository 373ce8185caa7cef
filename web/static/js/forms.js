// Buttons that change one thing (cancel, "they got it", pause) change it in place, so that what is
// being typed elsewhere on the page stays. Where that fails, the form goes the plain way. And the keys of
// the dial pad, codes that fill in themselves, commands to copy.
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
      const answer = await post(form.action, fields);
      if (answer.ok && form.matches("[data-clear]")) {
        form.reset();
        form.closest("details")?.removeAttribute("open");
      }
      place(answer.html);
    } catch (problem) {
      if (problem instanceof SignedOut) {
        location.reload();
        return;
      }
      say(document.body.dataset.offline);
    } finally {
      event.submitter.disabled = false;
    }
  });
}

export function enlivenKeys() {
  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key], [data-fill], [data-copy]");
    if (key?.dataset.copy) {
      copy(key);
    } else if (key) {
      event.preventDefault();
      const code = document.getElementById("f-code");
      code.value = key.dataset.fill ?? code.value + key.dataset.key;
      if (key.dataset.fill) {
        code.focus();
      }
    }
  });
}

// Browsers give the clipboard to pages of this very machine, or behind HTTPS; elsewhere the command is
// marked, and one key copies it.
async function copy(button) {
  const words = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.copied;
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    words.textContent = button.dataset.marked;
  }
}

export function say(sentence) {
  const line = document.createElement("p");
  line.className = "ms-notice ms-bad";
  line.textContent = sentence;
  document.getElementById("notices").replaceChildren(line);
}
