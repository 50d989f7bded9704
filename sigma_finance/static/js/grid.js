// The sum of a grid of amounts as it is typed, and Enter that goes on to the next row instead of sending the form.

const minor = (text, decimals) => {
  const typed = text.trim();
  const wanted = decimals ? new RegExp(`^\\d{1,7}(\\.\\d{${decimals}})?$`) : /^\d{1,9}$/;
  return wanted.test(typed) ? Math.round(Number(typed) * 10 ** decimals) : 0;
};

const attach = (form) => {
  const amounts = [...form.querySelectorAll("[data-amount]")];
  const [one, many] = (form.dataset.grid || "payment payments").split(" ");
  const total = form.querySelector("[data-total]");
  const decimals = Number(form.dataset.decimals);
  const add = () => {
    const filled = amounts.filter((box) => minor(box.value, decimals));
    const sum = filled.reduce((so, box) => so + minor(box.value, decimals), 0);
    total.value = filled.length
      ? `${filled.length} ${filled.length === 1 ? one : many}, ${form.dataset.currency}${(sum / 10 ** decimals).toFixed(decimals)}`
      : "";
  };
  form.addEventListener("input", add);
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (event.key !== "Enter" || !row) return;
    event.preventDefault();
    const next = row.nextElementSibling?.querySelector("input:not([type=hidden])");
    (next ?? form.querySelector("[name=more]"))?.focus();
  });
  add();
};

document.querySelectorAll("form[data-grid]").forEach(attach);
