// A button that says the amount that is typed beside it: "Waive $20.00".

import { reader, shown } from "./amounts.js";

const attach = (button) => {
  const field = button.form.elements[button.dataset.figure];
  const plain = button.textContent.trim();
  const minor = reader(button);
  const say = () => {
    const amount = minor(field.value);
    button.textContent = amount ? `${plain} ${shown(amount, button)}` : plain;
  };
  button.form.addEventListener("input", say);
  say();
};

document.querySelectorAll("button[data-figure]").forEach(attach);
