"use strict";
const form = document.querySelector("form.find");
const query = form.querySelector("input");
const selects = [...form.querySelectorAll("select")];
const count = form.querySelector(".count");
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const items = [...document.querySelectorAll(".trusts li")].map((element) => ({
  element,
  text: plain(element.textContent),
}));
function show() {
  const words = plain(query.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of items) {
    const fits = words.every((word) => text.includes(word)) && selects.every((select) =>
      !select.value || element.dataset[select.dataset.filter].split("|").includes(select.value));
    element.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} of ${items.length} trusts`;
}
form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", show);
show();
