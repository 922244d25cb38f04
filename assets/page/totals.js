// The words around the chart: title, totals of the range, comparison, legend and remarks.

/** Title and totals. Uniques of a range exist only where GitHub gave them. */
function drawTotals({ repository, metric, resolution, range, mode }) {
  const names = METRICS[metric];
  byId("series-title").textContent = resolution === "month" ? capital(names.count[1]) : names.title;
  byId("series-range").textContent = `Per ${resolution}, ${rangeText(range.from, range.to)}`;
  const sum = sumOf(repository, metric, range.from, range.to);
  const count = sum.known === 0 ? "–" : grouped(sum.count);
  const totals = [total(names.count[1], count, "count", basisText(sum))];
  const uniques = uniquesOf(repository, metric, range.from, range.to);
  const latest = newestWindow(repository, metric, range.from, range.to);
  if (uniques !== null) totals.push(total(names.people[1], grouped(uniques), "people", counted(sum.days, "day", "days")));
  else if (latest) totals.push(total(names.people[1], grouped(latest.uniques), "people", `14 days to ${dayText(latest.to)}`));
  byId("totals").replaceChildren(...totals);
  const comparison = byId("comparison");
  comparison.hidden = mode === "none";
  if (mode !== "none") comparison.textContent = comparisonText(metric, compare(repository, metric, range, mode), mode);
}

/** How many days a sum is of, and how many of them are known. */
function basisText({ known, days, partial }) {
  const text = known < days ? `${grouped(known)} of ${counted(days, "day", "days")} known` : counted(days, "day", "days");
  return partial > 0 ? `${text}, ${grouped(partial)} in part` : text;
}

function total(name, number, kind, basis) {
  return html("div", {}, html("dt", {}, html("i", { class: `key ${kind}` }), name), html("dd", {}, number), html("dd", { class: "muted" }, basis));
}

/** Only what is in the picture is explained. */
function drawLegend({ plot, mode }) {
  const { steps, begin, end, repository, metric, resolution } = plot;
  const items = [];
  const item = (kind, text) => items.push(html("span", {}, html("i", { class: `mark ${kind}`, "aria-hidden": "true" }), text));
  const shown = steps.slice(begin, end + 1);
  const [one, many] = METRICS[metric].count;
  if (shown.some(({ count, state }) => count === null && state !== "doubtful")) item("unknown", "no data");
  if (shown.some(({ count, state }) => count === null && state === "doubtful")) item("doubtful", `doubtful zeros`);
  if (shown.some(({ count, state }) => count !== null && (state === "at-least" || state === "partial"))) {
    const text = resolution === "day" ? "at least: seen in part" : "at least: some days are unknown";
    if (plot.isColumns) item("bound", text);
    else if (drawsRings(plot)) item("ring", text);
  }
  if (mode !== "none") item(plot.isColumns ? "before ticks" : "before", mode === "year" ? `${many}, 52 weeks before` : `${many}, the period before`);
  if (resolution === "day") {
    const kinds = new Set(shown.flatMap(({ start }) => (repository[metric].marks.get(start) ?? []).map(({ kind }) => kind)));
    if (kinds.has("imported") && !isAllImported(plot)) item("imported", `imported`);
    if (kinds.has("late")) item("late", "published late");
    if (kinds.has("corrected")) item("corrected", "corrected by GitHub");
  }
  byId("legend").replaceChildren(...items);
  const remarks = [];
  if (resolution === "day" && isAllImported(plot)) remarks.push("All of these numbers are imported.");
  const people = METRICS[metric].people[1];
  if (resolution === "month") remarks.push(`The ${people} of a month are unknown: who comes on two days would be counted twice.`);
  if (resolution === "week" && shown.some(({ count, uniques }) => count !== null && uniques === null)) {
    remarks.push(`${capital(people)} of a week are shown where GitHub gave them for that week.`);
  }
  if (shown.every(({ count }) => count === null)) remarks.push("No number is known in these days.");
  else if (shown.every(({ count }) => count === 0)) remarks.push(`Not a single ${one} in these days.`);
  byId("remark").textContent = remarks.join(" ");
}
