// What this device wants, kept by this browser: nothing of it leaves the device, or is anybody else's.
const UNLESS_SET = { sound: false, notices: false, texts: false, keys: true };

export function wants(what) {
  const kept = localStorage.getItem(`device-${what}`);
  return kept === null ? UNLESS_SET[what] : kept === "yes";
}

export function enliven(tryBell) {
  const section = document.getElementById("this-device");
  if (!section) {
    return;
  }
  section.hidden = false;
  for (const what of Object.keys(UNLESS_SET)) {
    const field = document.getElementById(`f-${what}`);
    field.checked = wants(what);
    field.addEventListener("change", () => change(what, field));
  }
  document.getElementById("try-bell").addEventListener("click", tryBell);
}

async function change(what, field) {
  const isOn = field.checked && (what !== "notices" || (await mayNotify()));
  field.checked = isOn;
  localStorage.setItem(`device-${what}`, isOn ? "yes" : "no");
}

// A browser asks its person once; whoever said no finds the way in its settings.
async function mayNotify() {
  const answer = "Notification" in globalThis ? await Notification.requestPermission() : "denied";
  document.getElementById("notices-refused").hidden = answer === "granted";
  return answer === "granted";
}
