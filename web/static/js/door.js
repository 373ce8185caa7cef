// A tab that was led to the door goes back in when somebody signed in from another tab of this browser.
const FIELDS = "input:not([type=hidden], [type=submit])";

new BroadcastChannel("signed-in").addEventListener("message", () => {
  // A text that was being written when the session ended stands in this form alone.
  const isUsed = [...document.querySelectorAll(FIELDS)].some((field) => field.value !== field.defaultValue);
  if (!isUsed && !document.querySelector("textarea")) {
    location.reload();
  }
});
