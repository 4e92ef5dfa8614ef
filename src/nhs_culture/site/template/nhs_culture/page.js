"use strict";
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = document.getElementById(button.dataset.copies);
    const status = button.parentElement.querySelector(".copied");
    try {
      await navigator.clipboard.writeText(code.textContent);
      status.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      status.textContent = "Selected: copy with Ctrl+C";
    }
  });
}

/* A link to what is folded opens it, and paper shows all sections. */
function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target?.scrollIntoView();
}
addEventListener("hashchange", reveal);
if (location.hash) reveal();
const folded = () => document.querySelectorAll("details.section:not([open])");
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...folded()];
  for (const section of opened) section.open = true;
});
addEventListener("afterprint", () => {
  for (const section of opened) section.open = false;
});
