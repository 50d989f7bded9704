// Amounts as people type them, read by the rules by which the server reads them (sigma_finance/domain/money.py), and
// shown. A place says its currency: data-currency, data-decimals, and data-signs that may stand before an amount, the code
// among them behind it as well.

const escaped = (sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const reader = ({ dataset }) => {
  const decimals = Number(dataset.decimals);
  const signs = (dataset.signs || dataset.currency).split(" ").map(escaped).join("|");
  const fraction = decimals ? `(?:\\.(\\d{0,${decimals}}))?` : "()";
  const figure = `(\\d{1,15}|[1-9]\\d{0,2}(?:,\\d{3}){1,4})${fraction}`;
  const code = signs.split("|").find((sign) => /^[A-Z]{3}$/.test(sign));
  const wanted = new RegExp(`^(?:(?:${signs}) ?)?${figure}$`);
  const behind = code && new RegExp(`^${figure} ?${code}$`);
  return (text) => {
    const typed = text.trim();
    const found = typed.match(wanted) ?? (behind && typed.match(behind));
    return found ? Number(found[1].replaceAll(",", "") + (found[2] ?? "").padEnd(decimals, "0")) : 0;
  };
};

export const shown = (minor, { dataset }) => {
  const decimals = Number(dataset.decimals);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return dataset.currency + (minor / 10 ** decimals).toLocaleString("en-US", digits);
};
