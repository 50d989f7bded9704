// A form is sent once (the server would take a second one for the first anyway), and a page that came back with
// errors begins at their summary.

const PATIENCE_MS = 10_000;

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

document.querySelector("[data-focus]")?.focus();
