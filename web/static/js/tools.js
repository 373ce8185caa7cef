// The tools under the place to write: a sheet closes when one goes on elsewhere, and the field for another
// time shows when it is wanted.

export function enliven() {
  document.addEventListener("click", (event) => {
    sheets().filter((sheet) => !sheet.contains(event.target)).forEach(close);
  });
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && sheets().find((sheet) => sheet.open);
    if (open) {
      close(open);
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches('select[name="when"]')) {
      follow(event.target);
    }
  });
  document.querySelectorAll('select[name="when"]').forEach(follow);
}

export function close(sheet) {
  sheet.removeAttribute("open");
}

function sheets() {
  return [...document.querySelectorAll(".ms-menu-up")];
}

// Where there is no other time to enter, its field stays away; the button tells that a text does not leave
// at once.
export function follow(when) {
  const isOther = when.value === "at";
  const field = when.form.elements.at;
  field.required = isOther;
  field.closest(".ms-field").hidden = !isOther;
  when.closest("details").classList.toggle("ms-is-on", when.value !== "");
}

// The next text leaves at once again, unless somebody says otherwise.
export function leaveAtOnce(form) {
  form.elements.when.value = "";
  form.elements.at.value = "";
  follow(form.elements.when);
}
