// A form is sent once (the server would take a second one for the first anyway), a page that came back with errors
// begins at their summary, and typing into a list picks the entry that is exactly what was typed.

const PATIENCE_MS = 10_000;
const PAUSE_MS = 1_000;

const buttonsOf = (form) => form.querySelectorAll("button[type=submit]");

const release = (form) => {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
};

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  // Not form.method: a field of that name would hide it.
  if (form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), PATIENCE_MS);
});

// Coming back with the browser's back button shows the page as it was: it may be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

// Browsers take the first entry that begins so: "Cash" would be Cash App where Cash was chosen before.
let list, typed, typedAt;
document.addEventListener("keydown", (event) => {
  const here = event.target;
  if (!(here instanceof HTMLSelectElement) || event.key.length !== 1) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  typed = here === list && event.timeStamp - typedAt < PAUSE_MS ? typed + event.key : event.key;
  [list, typedAt] = [here, event.timeStamp];
  const wanted = typed.toLocaleLowerCase();
  setTimeout(() => {
    const exact = [...here.options].find((entry) => entry.text.trim().toLocaleLowerCase() === wanted);
    if (!exact || exact.selected) return;
    exact.selected = true;
    for (const kind of ["input", "change"]) here.dispatchEvent(new Event(kind, { bubbles: true }));
  });
});

document.querySelector("[data-focus]")?.focus();
