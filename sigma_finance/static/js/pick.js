// A long list of rows to tick gets a box above it that hides what does not fit. Without script the whole list is there.

import { folded, words } from "./fold.js";

const attach = (list) => {
  const rows = [...list.querySelectorAll(list.dataset.pickRows || "label")];
  const box = document.createElement("input");
  box.type = "search";
  box.className = "input";
  box.autocomplete = "off";
  box.placeholder = list.dataset.pick;
  box.setAttribute("aria-label", list.dataset.pick);
  if (list.querySelector("table")) box.classList.add("max-w-xl");
  const said = document.createElement("p");
  said.className = "sr-only";
  said.setAttribute("role", "status");
  const count = () => rows.filter((row) => row.querySelector("input[type=checkbox]").checked).length;
  box.addEventListener("input", () => {
    const wanted = words(box.value);
    for (const row of rows) row.hidden = !wanted.every((word) => folded(row.textContent).includes(word));
    said.textContent = `${rows.filter((row) => !row.hidden).length} fit, ${count()} chosen`;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  // Whoever ticks a member means those who are chosen.
  list.addEventListener("change", () => {
    const chosen = document.querySelector("input[name=whom][value=chosen]");
    if (chosen && count()) chosen.checked = true;
  });
  list.before(box, said);
};

document.querySelectorAll("[data-pick]").forEach(attach);
