// A grid of amounts: their sum as it is typed, by the rules by which the server reads them, Enter that goes on to the
// next row instead of sending the form, and another row whenever the last one is used.

import { reader, shown } from "./amounts.js";

const LONG_KEY = 16;

const key = () => [...crypto.getRandomValues(new Uint8Array(LONG_KEY))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const rowNumber = (row) => Number(row.querySelector("[name^=rows-]")?.name.split("-")[1] ?? -1);

const growing = (body, most) => {
  const last = () => body.rows[body.rows.length - 1];
  const add = () => {
    const row = last().cloneNode(true);
    const number = rowNumber(row) + 1;
    for (const field of row.querySelectorAll("input, select")) {
      field.name = field.name.replace(/^rows-\d+/, `rows-${number}`);
      if (field.id) field.id = field.id.replace(/^rows-\d+/, `rows-${number}`);
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.setAttribute("aria-label", field.getAttribute("aria-label")?.replace(/\d+$/, String(number + 1)) ?? "");
      if (field.tagName === "SELECT") field.selectedIndex = 0;
      else field.value = field.type === "hidden" ? key() : "";
    }
    for (const error of row.querySelectorAll(".field-error")) error.remove();
    body.append(row);
  };
  const isUsed = (row) => [...row.querySelectorAll("input:not([type=hidden])")].some((field) => field.value);
  const hasRoom = () => body.rows.length < most;
  return {
    grow: () => {
      if (isUsed(last()) && hasRoom()) add();
    },
    reach: (number) => {
      while (rowNumber(last()) < number && hasRoom()) add();
    },
  };
};

const attach = (form) => {
  const [one, many] = (form.dataset.grid || "payment payments").split(" ");
  const total = form.querySelector("[data-total]");
  const send = form.querySelector("button[data-send]");
  const plain = send?.textContent.trim();
  const minor = reader(form);
  const body = form.querySelector("tbody[data-grows]");
  const rows = body && growing(body, Number(body.dataset.grows));
  const more = form.querySelector("[name=more]");
  if (rows && more) more.hidden = true;
  const tickOf = (box) => box.closest("tr").querySelector("[data-tick]");
  const counts = (box) => tickOf(box)?.checked ?? true;
  const add = () => {
    const amounts = [...form.querySelectorAll("[data-amount]")].filter(counts).map((box) => minor(box.value)).filter(Boolean);
    const sum = shown(amounts.reduce((so, amount) => so + amount, 0), form);
    const number = `${amounts.length} ${amounts.length === 1 ? one : many}`;
    if (total) total.value = amounts.length ? `${number}, ${sum}` : "";
    if (send) send.textContent = amounts.length ? `${send.dataset.send} ${number} ${sum}` : plain;
  };
  form.addEventListener("input", (event) => {
    // Whoever changes an amount means that it was paid.
    if (event.target.matches?.("[data-amount]") && tickOf(event.target)) tickOf(event.target).checked = true;
    rows?.grow();
    add();
  });
  form.addEventListener("draft", (event) => {
    const numbers = event.detail.filter(([name]) => name.startsWith("rows-")).map(([name]) => Number(name.split("-")[1]));
    rows?.reach(Math.max(-1, ...numbers));
  });
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (event.key !== "Enter" || !row) return;
    event.preventDefault();
    const next = row.nextElementSibling?.querySelector("input:not([type=hidden])");
    (next ?? (rows ? send : more))?.focus();
  });
  add();
};

document.querySelectorAll("form[data-grid]").forEach(attach);
