// Rows to tick: all or none of them at once, and a button that says how many are chosen and what they add up to.

import { shown } from "./amounts.js";

const attach = (form) => {
  const [one, many] = form.dataset.ticks.split(" ");
  const ticks = [...form.querySelectorAll("tbody .tick:not(:disabled)")];
  const send = form.querySelector("button[data-send]");
  const all = form.querySelector("[data-all]");
  const plain = send?.textContent.trim();
  const say = () => {
    const chosen = ticks.filter((tick) => tick.checked);
    const sum = chosen.reduce((so, tick) => so + Number(tick.dataset.minor ?? 0), 0);
    const words = [send.dataset.send, chosen.length, chosen.length === 1 ? one : many, ...(form.dataset.currency ? [shown(sum, form)] : [])];
    send.textContent = chosen.length ? words.join(" ") : plain;
  };
  if (!send) return;
  if (all) all.hidden = false;
  all?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const tick of ticks) tick.checked = Boolean(button.value);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.addEventListener("input", say);
  say();
};

document.querySelectorAll("form[data-ticks]").forEach(attach);
