// Text as it is searched, without case, accents and apostrophes, as sigma_finance/domain/folding.py has it.

const PLAIN = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ŧ: "t", ß: "ss" };

export const folded = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{Mn}|['’‘`´ʼʻ]/gu, "")
    .replace(/[øłđðþæœıħŧß]/g, (letter) => PLAIN[letter]);

export const words = (text) => folded(text).split(/\s+/).filter(Boolean);
