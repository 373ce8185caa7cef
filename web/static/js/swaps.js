// Characters that force Unicode go at a tap: what is like them takes their place, or nothing.
export function enliven() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-swap], [data-swap-all]");
    if (!button) {
      return;
    }
    const all = "swapAll" in button.dataset;
    const swaps = all ? [...button.parentElement.querySelectorAll("[data-swap]")] : [button];
    const text = document.getElementById("f-text");
    for (const { dataset } of swaps) {
      text.value = text.value.replaceAll(dataset.swap, dataset.to);
    }
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
}
