// The table of what is shown, and the same as CSV.

/** The rows of a time series; `shift` is how many days before lies what it is compared with, or `null`. */
function seriesTable(plot, shift) {
  const { steps, begin, end, repository, metric, resolution } = plot;
  const { words } = repository[metric];
  const name = (text) => text.replaceAll(" ", "_");
  const columns = [[name(words.count[1]), ({ count }) => count]];
  if (words.people) columns.push([name(words.people[1]), ({ uniques }) => uniques]);
  if (repository[words.total]) columns.push([name(METRICS[words.total].count[1]), (step) => totalIn(repository, metric, step)?.count ?? null]);
  if (words.isLevel) columns.push(["read_on", ({ read }) => (read === undefined ? "" : isoDay(read))]);
  else columns.push(["known_days", ({ known }) => known]);
  if (shift !== null) {
    columns.push(["compared_with", ({ start }) => isoDay(start - shift)]);
    columns.push([`${name(words.count[1])}_then`, (step) => countBefore(repository, metric, step, shift)]);
  }
  const header = [resolution, "last_day", ...columns.map(([column]) => column), "state", "releases", "events"];
  // A series has the name that its user gave it.
  const titles = header.map((column, place) => (words.isGiven && place === 2 ? words.title : heading(column)));
  const rows = steps.slice(begin, end + 1).map((step) => [
    isoDay(step.start),
    isoDay(step.end),
    ...columns.map(([, value]) => value(step)),
    stateTexts(repository, metric, step, resolution).join("; "),
    releasesIn(repository, step).map(({ tag }) => tag).join(", "),
    eventsIn(repository, step).map(({ text }) => text).join(", "),
  ]);
  return { header, titles, rows };
}

/** The table without what only repeats the day of a row. */
function withoutRepeats({ header, titles, rows }, resolution) {
  const isShown = (_, place) => resolution !== "day" || !["last_day", "known_days", "read_on"].includes(header[place]);
  return { titles: titles.filter(isShown), rows: rows.map((row) => row.filter(isShown)) };
}

/** The name of a column of a CSV file as people write it. */
function heading(column) {
  return capital(column.replaceAll("_", " "));
}

/** Fills a table; numbers are on the right, unknown ones are dashes. With `isolation` the first cell of a row is a button for it. */
function fillTable(table, titles, rows, isolation) {
  const head = html("tr", {}, ...titles.map((title) => html("th", { scope: "col" }, title)));
  const body = html("tbody");
  for (const row of rows) {
    const cells = row.map((cell, place) => {
      if (isolation && place === 0) {
        const button = html("button", { type: "button", class: "isolate" }, html("span", { class: "label" }, cell));
        button.addEventListener("click", () => isolation.set(cell === isolation.get() ? null : cell));
        return html("td", {}, button);
      }
      if (cell === null) return html("td", { class: "number" }, "–");
      return typeof cell === "number" ? html("td", { class: "number" }, grouped(cell)) : html("td", {}, cell);
    });
    body.append(html("tr", {}, ...cells));
  }
  table.replaceChildren(html("thead", {}, head), body);
  if (isolation) pressNames(table, isolation);
}

/** Marks the button of the isolated name. */
function pressNames(box, isolation) {
  for (const button of box.querySelectorAll(".isolate")) button.setAttribute("aria-pressed", String(button.textContent === isolation.get()));
}

/** A folded table with its download; its rows are made when it is opened. */
function foldedTable(summary, file, header, rows, isolation) {
  const table = html("table");
  const button = csvButton("Download as CSV", file, header, rows);
  const details = html(
    "details",
    { class: "table" },
    html("summary", {}, summary),
    html("p", {}, button),
    html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": summary }, table),
  );
  details.addEventListener("toggle", () => {
    if (details.open) fillTable(table, header.map(heading), rows(), isolation);
  });
  return details;
}

/** A button that downloads rows, which are made when it is pressed. */
function csvButton(label, file, header, rows) {
  const button = html("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", () => download(`${file}.csv`, csvText(header, rows())));
  return button;
}

/** A table as CSV. Text that a spreadsheet would take for a formula gets a quote before it. */
function csvText(header, rows) {
  const cell = (value) => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const text = /^[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value;
    return /[",;\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** Hands a text to the browser as a file. */
function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = html("a", { href: url, download: name.replaceAll("/", "-") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
