// Keeps a list that cannot be sent, because the network is away, and sends it when the network is back.
// Without it the form works as any form does.
(() => {
  const form = document.querySelector("form[data-kept]");
  const said = document.getElementById("network");
  if (!form || !said) return;
  const place = "list " + form.getAttribute("action");
  const pause = 5000;
  let waiting = null;

  const say = (words) => { said.textContent = words; };

  const send = async () => {
    clearTimeout(waiting);
    const list = sessionStorage.getItem(place);
    if (list === null) return;
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(list) });
    } catch {
      say(form.dataset.kept);
      waiting = setTimeout(send, pause);
      return;
    }
    sessionStorage.removeItem(place);
    if (answer.ok && answer.redirected) {
      location.assign(answer.url);
    } else {
      // What was refused is shown as the server shows it; to send the same list again does no harm.
      form.submit();
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(place, new URLSearchParams(new FormData(form)).toString());
    say(form.dataset.sending);
    send();
  });
  addEventListener("online", send);

  // The page was opened anew with a list that has not been sent.
  const list = sessionStorage.getItem(place);
  if (list !== null) {
    const kept = new URLSearchParams(list);
    for (const box of form.querySelectorAll("[type=checkbox], [type=radio]")) {
      box.checked = kept.getAll(box.name).includes(box.value);
    }
    for (const field of form.querySelectorAll("input[type=text], textarea, select")) {
      field.value = kept.get(field.name) ?? "";
    }
    say(form.dataset.kept);
    send();
  }
})();
