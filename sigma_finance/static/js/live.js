// A list that answers while one types: its part of the page is fetched anew, and the address follows. Without script
// the form's button does the same.

const PAUSE_MS = 200;

const address = (form) => {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) asked.append(name, value);
  const words = asked.toString();
  return words ? `${form.action}?${words}` : form.action;
};

const attach = (form) => {
  const part = document.getElementById(form.dataset.live);
  let waiting;
  let under;

  const show = async () => {
    under?.abort();
    under = new AbortController();
    const wanted = address(form);
    try {
      const answer = await fetch(wanted, { signal: under.signal });
      if (answer.redirected || !answer.ok) throw new Error(`answered ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      part.replaceChildren(...page.getElementById(part.id).childNodes);
      const counted = page.querySelector(".filters > summary");
      if (counted) form.querySelector(".filters > summary").replaceChildren(...counted.childNodes);
      history.replaceState(null, "", wanted);
    } catch (trouble) {
      if (trouble.name !== "AbortError") location.assign(wanted);
    }
  };

  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    // A date is sent when it is whole, which "change" says; a keystroke in it may be half a year.
    if (event.target.type !== "date") waiting = setTimeout(show, PAUSE_MS);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type !== "date") return;
    clearTimeout(waiting);
    show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    show();
  });
};

document.querySelectorAll("form[data-live]").forEach(attach);
