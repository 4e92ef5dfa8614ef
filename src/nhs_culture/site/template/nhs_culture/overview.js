"use strict";
const forms = [...document.querySelectorAll(".find")];
const query = document.getElementById("q");
const selects = [...document.querySelectorAll("select[data-filter]")];
const list = document.querySelector("details.all");
const count = document.querySelector(".count");
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f'’.]/g, "").toLowerCase();
const items = [...list.querySelectorAll("li")].map((element) => ({
  element,
  text: plain(element.textContent),
  also: plain(element.dataset.also).split(" "),
}));
const named = ({ text, also }, word) => also.includes(word) || text.includes(word);
function show() {
  const words = plain(query.value).split(/\s+/).filter(Boolean);
  const exact = words.length === 1 && items.some(({ also }) => also.includes(words[0]));
  let shown = 0;
  for (const item of items) {
    const fits = (exact ? item.also.includes(words[0]) : words.every((word) => named(item, word)))
      && selects.every((select) => !select.value
        || item.element.dataset[select.dataset.filter].split("|").includes(select.value));
    item.element.hidden = !fits;
    shown += fits;
  }
  const asked = words.length || selects.some((select) => select.value);
  if (words.length) list.open = true;
  count.textContent = shown || !asked ? (asked ? `${shown} of ${items.length} trusts` : "")
    : `No trust is found by “${query.value.trim()}”. Try a part of its name, or its three-letter code.`;
  return asked;
}
function remember() {
  const state = new URLSearchParams();
  if (query.value.trim()) state.set("q", query.value.trim());
  for (const select of selects) if (select.value) state.set(select.dataset.filter, select.value);
  history.replaceState(null, "", `#${state}`);
}
function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  if (state.has("q")) query.value = state.get("q");
  for (const select of selects) {
    if (state.has(select.dataset.filter)) {
      select.value = state.get(select.dataset.filter);
      list.open = true;
    }
  }
  show();
}
for (const form of forms) {
  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.addEventListener("input", () => { show(); remember(); });
}
/* A telephone shows the answers, and what they rest on when touched. */
if (matchMedia("(max-width:36rem)").matches) {
  for (const reply of document.querySelectorAll(".rests")) reply.open = false;
}
recall();
