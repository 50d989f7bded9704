// What is typed into a form stays in this browser until the server has taken the form: for each person, chapter and
// form apart, for a day, never a password or a code, and gone when the person signs out.

const DAY_MS = 24 * 60 * 60 * 1000;
const SECRET = /password|code|token|secret|proof/i;
const UNTYPED = new Set(["password", "file", "submit", "button", "reset", "image"]);
const meta = document.querySelector("meta[name=person]");
const person = meta?.content;
const place = (form) => `draft:${person}:${new URL(form.getAttribute("action") || location.pathname, location.href).pathname}:`;

const stored = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

const keys = (beginning) => Object.keys(localStorage).filter((key) => key.startsWith(beginning));

const forget = (beginning) => keys(beginning).forEach((key) => localStorage.removeItem(key));

const isTyped = (field) =>
  field.name && !UNTYPED.has(field.type) && !SECRET.test(field.name) && field.autocomplete !== "one-time-code" &&
  (field.type !== "hidden" || field.name.endsWith("form_key"));

const typedFields = (form) => [...form.elements].filter(isTyped);

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

const read = (form) => typedFields(form).filter((field) => !isTicked(field) || field.checked).map((field) => [field.name, field.value]);

const write = (form, values) => {
  const left = values.map((pair) => [...pair]);
  for (const field of typedFields(form)) {
    const at = left.findIndex(([name, value]) => name === field.name && (!isTicked(field) || value === field.value));
    if (isTicked(field)) field.checked = at >= 0;
    else if (at >= 0) field.value = left[at][1];
    if (at >= 0) left.splice(at, 1);
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

const seen = (form) => typedFields(form).some((field) => field.type !== "hidden");

const tell = (form, startAfresh) => {
  const said = document.createElement("div");
  said.className = "notice tone-info mb-6 max-w-xl";
  said.setAttribute("role", "status");
  const words = document.createElement("p");
  words.className = "notice-body";
  words.textContent = "What you typed here before is back. It has not been sent.";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary btn-small";
  button.textContent = "Start afresh";
  button.addEventListener("click", () => {
    startAfresh();
    said.remove();
    typedFields(form).find((field) => field.type !== "hidden")?.focus();
  });
  said.append(words, button);
  form.before(said);
};

const attach = (form, key) => {
  const answered = meta.dataset.method === "POST";
  const blank = JSON.stringify(read(form));
  const save = () => {
    const typed = read(form);
    if (!answered && JSON.stringify(typed) === blank) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ at: Date.now(), search: location.search, typed }));
  };
  const draft = stored(key);
  if (draft && answered) save();
  else if (draft && (!location.search || location.search === draft.search)) {
    form.dispatchEvent(new CustomEvent("draft", { detail: draft.typed }));
    write(form, draft.typed);
    if (JSON.stringify(read(form)) !== blank) {
      tell(form, () => {
        write(form, JSON.parse(blank));
        localStorage.removeItem(key);
      });
    }
  }
  for (const kind of ["input", "change"]) form.addEventListener(kind, save);
  form.addEventListener("submit", () => {
    if (localStorage.getItem(key)) save();
  });
};

const begin = () => {
  const taken = document.cookie.match(/(?:^|; )taken=([^;]*)/);
  if (taken && person) {
    for (const path of decodeURIComponent(taken[1]).split(" ")) forget(`draft:${person}:${path}:`);
    document.cookie = "taken=; Max-Age=0; Path=/; SameSite=Lax";
  }
  for (const key of keys("draft:")) {
    if (!(stored(key)?.at > Date.now() - DAY_MS)) localStorage.removeItem(key);
  }
  if (!person) return;
  const met = {};
  for (const form of document.querySelectorAll("form[method=post]")) {
    if (form.hasAttribute("data-sign-out")) form.addEventListener("submit", () => forget(`draft:${person}:`));
    if (!seen(form)) continue;
    const where = place(form);
    met[where] = (met[where] ?? 0) + 1;
    attach(form, where + met[where]);
  }
};

// After every other script of the page has attached itself.
if (document.readyState === "complete") begin();
else document.addEventListener("DOMContentLoaded", begin);
