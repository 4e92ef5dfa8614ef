"use strict";
{
  const [SORTED, FILTERED] = [6, 15]; // rows from which a table can be sorted, and filtered
  const rowsOf = (table) => [...table.tBodies[0].rows];
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const amount = (text) => {
    const found = text.replace(/[−–]/g, "-").replace(/[,£+]/g, "").match(/^-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : NaN;
  };

  function sort(table, heading, downwards) {
    const column = heading.cellIndex;
    const text = (row) => row.cells[column].textContent.trim();
    const missing = (row) => ["", "–"].includes(text(row));
    const known = rowsOf(table).filter((row) => !missing(row));
    const inNumbers = known.every((row) => !Number.isNaN(amount(text(row))));
    const order = inNumbers ? (a, b) => amount(text(a)) - amount(text(b))
      : (a, b) => text(a).localeCompare(text(b), "en-GB", { numeric: true });
    known.sort((a, b) => (downwards ? order(b, a) : order(a, b)));
    table.tBodies[0].append(...known, ...rowsOf(table).filter(missing));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", downwards ? "descending" : "ascending");
  }

  function offerSorting(table) {
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      button.addEventListener("click", () =>
        sort(table, heading, heading.getAttribute("aria-sort") === "ascending"));
      heading.append(button);
    }
  }

  /* Neighbouring tables, folded ones too, are looked through together. */
  function neighbours() {
    const sets = [];
    let last = null;
    for (const block of document.querySelectorAll(".story .table")) {
      const whole = block.closest("details:not(.section)") ?? block;
      if (last && whole.previousElementSibling === last) sets.at(-1).push(whole);
      else sets.push([whole]);
      last = whole;
    }
    return sets.map((blocks) => ({ blocks, rows: blocks.flatMap((block) => rowsOf(block.querySelector("table"))) }));
  }

  function offerFilter({ blocks, rows }, number) {
    const [form, label, field, status] = ["form", "label", "input", "p"].map((name) => document.createElement(name));
    form.className = "filter";
    Object.assign(field, { type: "search", id: `filter-${number}`, autocomplete: "off" });
    label.htmlFor = field.id;
    label.textContent = blocks.length > 1 ? `Find in these ${blocks.length} tables` : "Find in this table";
    status.className = "count";
    status.setAttribute("role", "status");
    form.append(label, field, status);
    form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      for (const block of blocks) {
        const own = rowsOf(block.querySelector("table"));
        const about = plain(block.querySelector("caption").textContent);
        for (const row of own) {
          const text = `${about} ${plain(row.textContent)}`;
          row.hidden = !words.every((word) => text.includes(word));
        }
        block.hidden = own.every((row) => row.hidden);
        if (block.tagName === "DETAILS") block.open = words.length > 0 && !block.hidden;
      }
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    });
    blocks[0].before(form);
  }

  for (const { blocks } of neighbours()) {
    for (const block of blocks) {
      const table = block.querySelector("table");
      if (rowsOf(table).length >= SORTED) offerSorting(table);
    }
  }
  neighbours().filter(({ rows }) => rows.length >= FILTERED).forEach(offerFilter);
}
