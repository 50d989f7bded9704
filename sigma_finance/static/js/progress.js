// A bar that follows work in the background. It asks less and less often, and reloads the page once when all is done.

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15_000;
const box = document.querySelector("[data-progress]");

const show = (facts) => {
  const bar = box.querySelector("progress");
  bar.value = facts.sent + facts.failed;
  bar.textContent = facts.words;
  box.querySelector(".progress-line .money").textContent = facts.words;
};

const ask = async (pause) => {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const facts = await answer.json();
    show(facts);
    if (!facts.waiting) {
      location.reload();
      return;
    }
  } catch {
    // The line is down for a moment; the next turn asks again.
  }
  const next = Math.min(pause * 1.3, LONGEST_PAUSE_MS);
  setTimeout(ask, next, next);
};

setTimeout(ask, FIRST_PAUSE_MS, FIRST_PAUSE_MS);
