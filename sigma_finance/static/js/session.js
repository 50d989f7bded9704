// Says before a session ends that it will, and afterwards that it has: what was typed stays in this browser.

const WARN_MS = 5 * 60 * 1000;
const LOOK_MS = 15 * 1000;
const meta = document.querySelector("meta[name=person]");
const shared = `session:${meta.content}`;
const said = document.querySelector("[data-session]");
const words = said.querySelector("[data-words]");
const stay = said.querySelector("button");
const again = said.querySelector("a");

const note = (seconds) => {
  const until = Date.now() + seconds * 1000;
  localStorage.setItem(shared, String(until));
  return until;
};

let own = note(Number(meta.dataset.seconds));

// Another tab may have been used since.
const left = () => Math.max(own, Number(localStorage.getItem(shared)) || 0) - Date.now();

const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });

const look = () => {
  const rest = left();
  const over = rest <= 0;
  said.hidden = rest > WARN_MS;
  if (said.hidden) return;
  const said_now = over
    ? "You have been signed out, since nothing was sent for a while. What you typed is kept in this browser."
    : `You will be signed out at ${clock(Date.now() + rest)}. What you typed is kept in this browser.`;
  if (words.textContent !== said_now) words.textContent = said_now;
  stay.hidden = over;
  again.hidden = !over;
};

stay.addEventListener("click", async () => {
  try {
    const answer = await fetch(meta.dataset.stay, { headers: { Accept: "application/json" } });
    if (answer.redirected || !answer.ok) throw new Error(`answered ${answer.status}`);
    own = note((await answer.json()).seconds);
    look();
    if (!said.hidden) words.textContent = "This session cannot be made longer. Send what you have, or sign in again.";
  } catch {
    words.textContent = "That did not work. What you typed is kept in this browser; sign in again to go on.";
    stay.hidden = true;
    again.hidden = false;
  }
});

setInterval(look, LOOK_MS);
document.addEventListener("visibilitychange", look);
look();
