// A long list to choose from gets a box above it that leaves only what fits. Without script the browser's own list
// jumps to the first letters typed.

import { folded, words } from "./fold.js";

const fits = (option, wanted) => wanted.every((word) => folded(option.text).includes(word));

const attach = (select) => {
  const all = [...select.options];
  const box = document.createElement("input");
  box.type = "search";
  box.className = "input";
  box.autocomplete = "off";
  box.placeholder = select.dataset.find;
  box.setAttribute("aria-label", select.dataset.find);
  box.setAttribute("aria-controls", select.id);
  const said = document.createElement("p");
  said.className = "sr-only";
  said.setAttribute("role", "status");
  box.addEventListener("input", () => {
    const wanted = words(box.value);
    const left = all.filter((option) => !option.value || fits(option, wanted));
    const chosen = select.value;
    select.replaceChildren(...left);
    const found = left.filter((option) => option.value);
    select.value = wanted.length && found.length === 1 ? found[0].value : left.some((o) => o.value === chosen) ? chosen : "";
    if (select.value !== chosen) select.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = found.length === 1 ? `${found[0].text} chosen` : `${found.length} fit`;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    select.focus();
  });
  select.before(box, said);
};

document.querySelectorAll("select[data-find]").forEach(attach);
