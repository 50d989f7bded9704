// A passkey answers what the page asks; its button appears only where the browser can ask for one.

const able = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

const ask = async (form) => {
  const options = JSON.parse(form.dataset.options);
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential.toJSON());
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = form.querySelector("[data-passkey-problem]");
  const lacking = form.querySelector("[data-passkey-lacking]");
  if (!able) continue;
  form.hidden = false;
  if (lacking) lacking.hidden = true;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    problem.hidden = true;
    try {
      form.elements.answer.value = await ask(form);
    } catch {
      problem.hidden = false;
      return;
    }
    form.requestSubmit();
  });
}
