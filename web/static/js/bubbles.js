// A tap on a text unfolds what is known of it, and a button copies it. Words that somebody marks stay marked.
export function enliven() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy-text]");
    if (button) {
      copy(button);
    } else if (event.target.closest(".ms-bubble .ms-text") && getSelection().isCollapsed) {
      const about = event.target.closest(".ms-bubble").querySelector(".ms-about");
      about.open = !about.open;
    }
  });
}

// Browsers give the clipboard to pages of this very machine, or behind HTTPS; elsewhere the text is marked.
async function copy(button) {
  const text = button.closest(".ms-bubble").querySelector(".ms-text");
  const words = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(text.textContent);
    words.textContent = button.dataset.copied;
  } catch {
    getSelection().selectAllChildren(text);
    words.textContent = button.dataset.marked;
  }
}
