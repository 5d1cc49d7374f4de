// What a page gains with script; every page works without it.
(() => {
  "use strict";
  const body = document.body;

  // The summary of errors has focus after load; afterwards it is text like other text.
  const summary = document.getElementById("fouten");
  if (summary) summary.addEventListener("blur", () => summary.removeAttribute("tabindex"), { once: true });

  // How many characters are left, said when somebody stops typing.
  document.querySelectorAll("textarea[data-limit]").forEach((area) => {
    const counter = document.getElementById(area.dataset.count);
    let pause;
    area.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        const left = Number(area.dataset.limit) - [...area.value].length;
        const text = left < 0 ? counter.dataset.over : counter.dataset.left;
        counter.textContent = text.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
      }, 700);
    });
  });

  // Five minutes before the session ends: one question, asked once. Any page of a signed-in visitor renews it.
  const dialog = document.getElementById("sessie");
  const warn = () => dialog.showModal();
  const wait = () => setTimeout(warn, Math.max(0, Number(body.dataset.sessionEnds) - 300) * 1000);
  if (dialog && body.dataset.sessionEnds) {
    let timer = wait();
    const renewed = () => { clearTimeout(timer); timer = wait(); };
    dialog.addEventListener("close", () =>
      fetch(dialog.dataset.renew, { method: "HEAD", redirect: "error" }).then(renewed, () => location.reload()));
    body.addEventListener("htmx:afterOnLoad", renewed);
  }

  // htmx: say that something is under way, that it failed, and move focus to the result that was asked for.
  const failure = document.getElementById("htmx-fout");
  body.addEventListener("htmx:beforeRequest", (event) => {
    failure.textContent = "";
    event.detail.target.setAttribute("aria-busy", "true");
  });
  body.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) =>
    body.addEventListener(name, (event) => {
      event.detail.elt.after(failure);
      failure.textContent = failure.dataset.text;
    }));
  body.addEventListener("htmx:afterSwap", (event) => {
    const result = event.detail.target.querySelector("[data-focus]");
    if (!result) return;
    result.setAttribute("tabindex", "-1");
    result.focus();
  });
})();
