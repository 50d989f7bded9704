// Choosing a member fills in what they owe, unless another amount was typed.

const attach = (select) => {
  const amount = select.form.elements[select.dataset.fills];
  let filled = amount.value;
  select.addEventListener("change", () => {
    if (amount.value && amount.value !== filled) return;
    filled = select.selectedOptions[0]?.dataset.owes ?? "";
    amount.value = filled;
    amount.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

document.querySelectorAll("select[data-fills]").forEach(attach);
