// Saved replies and emoji go where the cursor stands. A slash at the beginning opens the replies, and what is
// typed behind it narrows them down.
export function enliven() {
  const text = document.getElementById("f-text");
  const replies = document.getElementById("saved-replies");
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert]");
    if (!chosen || !text) {
      return;
    }
    event.preventDefault();
    insert(text, chosen.dataset.insert, chosen.closest("#saved-replies") !== null);
    if (chosen.closest("#saved-replies")) {
      replies.removeAttribute("open");
    }
  });
  if (text && replies) {
    text.addEventListener("input", () => narrow(text, replies));
    text.addEventListener("keydown", (event) => chooseFirst(event, text, replies));
  }
}

function insert(text, words, isReply) {
  const slash = isReply && text.value.startsWith("/");
  const [from, to] = slash ? [0, text.value.length] : [text.selectionStart, text.selectionEnd];
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

function narrow(text, replies) {
  const sought = /^\/(\S*)$/.exec(text.value)?.[1].toLowerCase();
  if (sought !== undefined) {
    replies.setAttribute("open", "");
  }
  for (const one of replies.querySelectorAll("[data-insert]")) {
    one.hidden = sought !== undefined && !one.textContent.toLowerCase().includes(sought);
  }
}

// Enter takes the first one that is left, and sends nothing.
function chooseFirst(event, text, replies) {
  const first = replies.querySelector("[data-insert]:not([hidden])");
  if (event.key === "Enter" && replies.open && text.value.startsWith("/") && first) {
    event.preventDefault();
    event.stopImmediatePropagation();
    insert(text, first.dataset.insert, true);
    replies.removeAttribute("open");
  }
}
