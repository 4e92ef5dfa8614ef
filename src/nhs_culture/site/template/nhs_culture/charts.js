"use strict";
{
  const SVG = "http://www.w3.org/2000/svg";
  /* Code -> the name that is shown, and initials and former names where there are any. */
  const names = JSON.parse(document.getElementById("trusts")?.textContent ?? "{}");
  const named = (code) => (names[code] ? `${names[code][0]} (${code})` : code);
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f'’.]/g, "").toLowerCase();
  const numbers = (text) => text.match(/-?(?:\d+\.?\d*|\.\d+)/g).map(Number);

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }
  function shape(name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  /* Where the marks of a drawing stand: a dot is one point, a line from side to side is two. */
  function placed(svg, name) {
    const path = svg.querySelector(`[data-marks=${name}]`)?.getAttribute("d") ?? "";
    if (!path.startsWith("m")) {
      return path.split("M").slice(1).map((line) => {
        const [x, y, right, down] = numbers(line);
        return [[x, y], [x + right, y + down]];
      });
    }
    let [x, y] = [0, 0];
    return path.split("m").slice(1).map((step) => {
      const [right, down] = numbers(step);
      return [[(x += right), (y += down)]];
    });
  }
  function scale(svg, axis) {
    const [start, end, low, high] = svg.dataset[axis].split(" ").map(Number);
    return (value) => start + ((value - low) / (high - low)) * (end - start);
  }

  /* The figures of one trust at each period: null where none is known, NaN beyond the axis. */
  function unpacked({ codes, lines, width, letters, from, form }, code) {
    const line = lines?.[codes.split(" ").indexOf(code)];
    return line?.match(RegExp(`.{${width}}`, "gs")).map((packed) => {
      if (packed[0] === " ") return null;
      const digits = [...packed].map((letter) => letters.indexOf(letter));
      return (from + digits.reduce((sum, digit) => sum * letters.length + digit)) / 10 ** form[1];
    }).map((value, place) => (line[place * width] === "!" ? NaN : value));
  }
  function said([before, decimals, after], value) {
    const size = Math.abs(value).toLocaleString("en-GB",
      { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return `${value < 0 ? "−" : ""}${before}${size}${after}`;
  }

  /* What a drawing can be asked: a place, what is marked there, and what is said of it. */
  function stopsOfTrusts(svg, { codes, told }) {
    const marks = [...placed(svg, "others"), ...placed(svg, "own")];
    return codes.split(" ").map((code, place) => ({
      svg, marks: [marks[place].at(-1)], line: marks[place],
      head: named(code), rows: [told[place]], own: place === told.length - 1,
    })).sort((a, b) => a.marks[0][0] - b.marks[0][0] || b.marks[0][1] - a.marks[0][1]);
  }
  function stopsOfPeriods(svg, reading, beside) {
    const [x, y] = [scale(svg, "x"), scale(svg, "y")];
    const other = beside && unpacked(reading, beside);
    return reading.at.map((at, place) => {
      const rows = reading.rows.map(([name, told]) => [name, told[place]]);
      if (Number.isFinite(other?.[place])) rows.push([named(beside), said(reading.form, other[place])]);
      const known = rows.filter(([, told]) => told).map(([name, told]) => `${name}: ${told}`);
      const marks = [reading.y[place], other?.[place]].filter(Number.isFinite)
        .map((value) => [x(at), y(value)]);
      return { svg, x: x(at), marks, head: reading.when[place],
        rows: known.length ? known : ["no figure"] };
    });
  }

  class Figure {
    constructor(figure) {
      this.figure = figure;
      this.drawing = figure.querySelector(".drawing");
      this.title = figure.querySelector(".title").textContent;
      this.drawings = [...this.drawing.querySelectorAll("svg")];
      const block = figure.querySelector("script");
      this.reading = block ? JSON.parse(block.textContent) : null;
      this.beside = "";
      this.offerFiles();
      if (this.reading) this.offerReading();
    }
    of(svg) {
      return Array.isArray(this.reading) ? this.reading[this.drawings.indexOf(svg)] : this.reading;
    }
    get shown() {
      return this.drawings.filter((svg) => svg.getBoundingClientRect().width);
    }
    stops(drawings) {
      return drawings.flatMap((svg) => (this.of(svg).told
        ? stopsOfTrusts(svg, this.of(svg)) : stopsOfPeriods(svg, this.of(svg), this.beside)));
    }

    offerReading() {
      this.tip = element("div", { className: "tip", hidden: true });
      this.range = element("input", { type: "range", className: "read", min: 0, step: 1 });
      this.range.setAttribute("aria-label", `Figures of the chart: ${this.title}`);
      this.drawing.append(this.range, this.tip);
      const stops = this.stops(this.shown.length ? this.shown : this.drawings.slice(0, 1));
      this.range.max = stops.length - 1;
      this.range.value = Math.max(stops.findIndex((stop) => stop.own), 0);
      this.say(stops[this.range.value]);
      for (const event of ["focus", "input"]) {
        this.range.addEventListener(event, () => {
          const stop = this.stops(this.shown)[this.range.value];
          this.say(stop);
          this.show(stop);
        });
      }
      this.range.addEventListener("blur", () => this.hide());
      this.drawing.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
      for (const event of ["pointermove", "pointerdown"]) {
        this.drawing.addEventListener(event, (pointer) => this.follow(pointer));
      }
      this.drawing.addEventListener("pointerleave", () => this.hide());
    }
    say(stop) {
      this.range.setAttribute("aria-valuetext", `${stop.head}: ${stop.rows.join("; ")}`);
    }
    follow({ target, clientX, clientY }) {
      const svg = target.closest?.("svg");
      if (!svg || !this.drawings.includes(svg)) return this.hide();
      const at = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
      const away = (stop) => (stop.x === undefined
        ? Math.hypot(stop.marks[0][0] - at.x, stop.marks[0][1] - at.y) : Math.abs(stop.x - at.x));
      const nearest = this.stops([svg]).reduce((a, b) => (away(b) < away(a) ? b : a));
      return away(nearest) < (nearest.x === undefined ? 14 : 40) ? this.show(nearest) : this.hide();
    }
    show(stop) {
      this.hide();
      const marks = shape("g", { class: "read-mark", fill: "none", stroke: "var(--ink,#1d2528)" });
      if (stop.x !== undefined) {
        const [bottom, top] = stop.svg.dataset.y.split(" ");
        marks.append(shape("path", { d: `M${stop.x} ${bottom}V${top}` }));
      }
      if (stop.line?.length > 1) {
        marks.append(shape("path", { d: `M${stop.line.join("L")}`, "stroke-width": 2 }));
      }
      for (const [cx, cy] of stop.marks) marks.append(shape("circle", { cx, cy, r: 6, "stroke-width": 2 }));
      stop.svg.append(marks);
      this.tip.replaceChildren(element("strong", {}, stop.head), `\n${stop.rows.join("\n")}`);
      this.tip.hidden = false;
      this.place(stop);
    }
    place({ svg, x, marks }) {
      const [across, down] = [x ?? marks[0][0], marks[0]?.[1] ?? Number(svg.dataset.y.split(" ")[1])];
      const at = new DOMPoint(across, down).matrixTransform(svg.getScreenCTM());
      const [room, own] = [this.drawing.getBoundingClientRect(), this.tip.getBoundingClientRect()];
      const left = at.x - room.left + 14;
      const turned = left + own.width > room.width ? at.x - room.left - 14 - own.width : left;
      this.tip.style.left = `${Math.max(0, Math.min(turned, room.width - own.width))}px`;
      this.tip.style.top = `${at.y - room.top - own.height - 10}px`;
    }
    hide() {
      this.tip.hidden = true;
      for (const mark of this.drawing.querySelectorAll(".read-mark")) mark.remove();
    }

    /* Sets a trust beside the chart's own; returns whether the chart has a figure of it. */
    set(code) {
      for (const old of this.drawing.querySelectorAll(".beside-mark,.beside-key")) old.remove();
      this.beside = "";
      const reading = this.reading;
      if (!code || !reading?.codes?.split(" ").includes(code)) return false;
      this.beside = code;
      for (const svg of this.drawings) svg.append(this.marked(svg, code));
      const key = element("p", { className: "beside-key" }, `${named(code)}: ${this.said(code)}`);
      this.drawing.append(key);
      return true;
    }
    said(code) {
      const reading = this.reading;
      if (reading.told) return reading.told[reading.codes.split(" ").indexOf(code)];
      const values = unpacked(reading, code);
      const known = values.flatMap((value, place) => (Number.isFinite(value) ? [place] : []));
      const beyond = values.filter(Number.isNaN).length;
      const ends = [...new Set([known[0], known.at(-1)])].filter((place) => place !== undefined)
        .map((place) => `${said(reading.form, values[place])} in ${reading.when[place]}`);
      const aside = beyond ? [`figures beyond the axis: ${beyond} of ${beyond + known.length}`] : [];
      return [...(ends.length ? [ends.join(", ")] : []), ...aside].join("; ");
    }
    marked(svg, code) {
      const reading = this.of(svg);
      const group = shape("g", { class: "beside-mark", fill: "none",
        stroke: "var(--neither,#5b3a9c)", "stroke-width": 2.4 });
      if (reading.told) {
        const line = [...placed(svg, "others"), ...placed(svg, "own")][reading.codes.split(" ").indexOf(code)];
        if (line.length > 1) group.append(shape("path", { d: `M${line.join("L")}` }));
        const [cx, cy] = line.at(-1);
        group.append(shape("circle", { cx, cy, r: 5, fill: "var(--neither,#5b3a9c)" }));
        return group;
      }
      const [x, y] = [scale(svg, "x"), scale(svg, "y")];
      const usual = Math.min(...reading.at.slice(1).map((at, place) => at - reading.at[place]));
      let [path, before] = ["", NaN];
      unpacked(reading, code).forEach((value, place) => {
        if (!Number.isFinite(value)) return;
        const at = reading.at[place];
        path += `${place && at - before < usual * 1.5 ? "L" : "M"}${x(at)} ${y(value)}`;
        before = at;
        if (reading.at.length < 25) group.append(shape("circle", { cx: x(at), cy: y(value), r: 2.5 }));
      });
      group.append(shape("path", { d: path || "M0 0", "stroke-dasharray": "6 3" }));
      return group;
    }

    offerFiles() {
      const line = this.figure.querySelector(".source");
      for (const kind of ["SVG", "PNG"]) {
        const button = element("button", { type: "button", className: "save" }, `Save as ${kind}`);
        button.setAttribute("aria-label", `Save as ${kind}: ${this.title}`);
        button.addEventListener("click", () => this.save(kind));
        line.append(" ", button);
      }
    }
    save(kind) {
      const { text, width, height } = this.file();
      const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      const name = `${this.figure.id.replace(/^chart-/, "")}.${kind.toLowerCase()}`;
      const give = (href) => element("a", { href, download: name }).click();
      if (kind === "SVG") return give(address);
      const image = new Image(width, height);
      image.onload = () => {
        const canvas = element("canvas", { width: 2 * width, height: 2 * height });
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        give(canvas.toDataURL("image/png"));
      };
      image.src = address;
      return undefined;
    }
    /* The drawings on white with title, source and key, in colours of their own. */
    file() {
      const cells = this.shown.map((svg) => ({ svg, size: svg.viewBox.baseVal }));
      const columns = cells.length > 1 ? 3 : 1;
      const width = columns > 1 ? columns * 246 : cells[0].size.width;
      const sheet = shape("svg", { xmlns: SVG, "font-family": "system-ui,sans-serif" });
      let y = 8;
      const write = (selector, size, weight) => {
        for (const from of this.figure.querySelectorAll(selector)) {
          for (const text of wrapped(from.textContent, `${weight} ${size}px system-ui`, width - 16)) {
            const line = shape("text", { x: 8, y: (y += size * 1.3), fill: "#1d2528",
              "font-size": size, "font-weight": weight });
            line.textContent = text;
            sheet.append(line);
          }
        }
      };
      write(".title", 16, 600);
      write(".subtitle", 13, 400);
      y += 10;
      for (let row = 0; row < cells.length; row += columns) {
        const across = cells.slice(row, row + columns);
        across.forEach(({ svg, size }, column) => {
          const copy = svg.cloneNode(true);
          copy.querySelector(".read-mark")?.remove();
          const place = { x: column * 246, y, width: size.width, height: size.height };
          for (const [key, value] of Object.entries(place)) copy.setAttribute(key, value);
          for (const text of copy.querySelectorAll("text")) {
            text.setAttribute("paint-order", "stroke");
            text.setAttribute("stroke", "#fff");
            text.setAttribute("stroke-width", "3");
          }
          sheet.append(copy);
        });
        y += Math.max(...across.map(({ size }) => size.height)) + 8;
      }
      write(".beside-key", 12, 400);
      write(".source > span", 12, 400);
      const height = Math.ceil(y + 10);
      for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) {
        sheet.setAttribute(key, value);
      }
      sheet.prepend(shape("rect", { width, height, fill: "#fff" }));
      const text = new XMLSerializer().serializeToString(sheet);
      return { text: text.replace(/var\(--[\w-]+,\s*(#\w+)\)/g, "$1"), width, height };
    }
  }

  function wrapped(text, font, room) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    return text.split(" ").reduce((lines, word) => {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
      else lines.push(word);
      return lines;
    }, []);
  }

  /* One field for the page: a trust typed there is set beside the own one in every chart. */
  function offerTrusts(figures) {
    const asking = figures.filter(({ reading }) => reading?.codes);
    const own = asking.map(({ reading }) => reading.told && reading.codes.split(" ").at(-1));
    const codes = [...new Set(asking.flatMap(({ reading }) => reading.codes.split(" ")))]
      .filter((code) => !own.includes(code));
    if (!codes.length) return;
    const field = element("input", { type: "search", id: "beside", autocomplete: "off" });
    field.setAttribute("list", "beside-trusts");
    const list = element("datalist", { id: "beside-trusts" });
    list.append(...codes.map(named).sort().map((value) => element("option", { value })));
    const status = element("p", { className: "count" });
    status.setAttribute("role", "status");
    const form = element("form", { className: "beside" },
      element("label", { htmlFor: "beside" }, "Set another trust beside it in the charts"),
      field, list, status);
    const meant = (typed) => {
      const text = plain(typed.trim());
      const only = (fits) => {
        const fitting = codes.filter((code) => fits([named(code), ...(names[code] ?? [])].map(plain)));
        return fitting.length === 1 ? fitting[0] : "";
      };
      const exact = codes.find((code) => [code, named(code), names[code]?.[0] ?? ""].map(plain).includes(text));
      return exact ?? (only(([, , also]) => also?.split(" ").includes(text))
        || only((called) => text.split(/\s+/).every((word) => called.join(" ").includes(word))));
    };
    const show = () => {
      const code = field.value.trim() ? meant(field.value) : "";
      const count = figures.filter((figure) => figure.set(code)).length;
      status.textContent = code ? `${named(code)} is marked in ${count} of ${figures.length} charts.`
        : field.value.trim() ? "Type more of its name, or its code: no single trust of these charts is meant." : "";
    };
    field.addEventListener("input", show);
    form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
    asking[0].figure.after(form);
  }

  offerTrusts([...document.querySelectorAll("figure.chart")].map((figure) => new Figure(figure)));
}
