// Passkeys: asks the browser what the server asks, and sends the answer with the form that was pressed.
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (credentials) => (credentials || []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function make(options) {
  options.challenge = toBytes(options.challenge);
  options.user.id = toBytes(options.user.id);
  options.excludeCredentials = withBytes(options.excludeCredentials);
  const made = await navigator.credentials.create({ publicKey: options });
  return [made, { attestationObject: toText(made.response.attestationObject) }];
}

async function sign(options) {
  options.challenge = toBytes(options.challenge);
  options.allowCredentials = withBytes(options.allowCredentials);
  const signed = await navigator.credentials.get({ publicKey: options });
  const { authenticatorData, signature, userHandle } = signed.response;
  return [signed, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  }];
}

async function answer(form) {
  const asked = await fetch(form.dataset.question, { method: "POST", redirect: "error" });
  if (!asked.ok) throw new Error(asked.status);
  const { publicKey } = await asked.json();
  const [credential, response] = await (publicKey.user ? make(publicKey) : sign(publicKey));
  response.clientDataJSON = toText(credential.response.clientDataJSON);
  const { id, type } = credential;
  form.elements.answer.value = JSON.stringify({ id, rawId: toText(credential.rawId), type, response });
}

for (const form of document.querySelectorAll("form[data-question]")) {
  const able = Boolean(window.PublicKeyCredential);
  form.hidden = !able;
  // What is said in its place.
  form.nextElementSibling.hidden = able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[role=alert]");
    failed.textContent = "";
    answer(form).then(() => form.submit(), () => { failed.textContent = failed.dataset.text; });
  });
}
