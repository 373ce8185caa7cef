// Proposes the time zone of this browser: whoever sets up a shop usually sits in it. UTC is nobody's place.
export function enliven() {
  const place = document.querySelector("[data-guess-zone]");
  const field = place && document.getElementById(place.dataset.guessZone);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field && zone !== "UTC" && [...field.options].some((option) => option.value === zone)) {
    field.value = zone;
  }
}
