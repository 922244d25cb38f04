// The words around the chart: title, totals of the range, comparison, legend and remarks.

/** Title and totals. Uniques of a range exist only where GitHub gave them. */
function drawTotals({ repository, metric, resolution, range, mode, isWidened }) {
  const series = repository[metric];
  const names = series.words;
  byId("comparison").hidden = mode === "none";
  byId("series-title").textContent = resolution === "month" && names.people ? capital(names.count[1]) : names.title;
  const step = names.isLevel ? (resolution === "day" ? "Each reading" : `The last reading of each ${resolution}`) : `Per ${resolution}`;
  const isWhole = isWidened && range.from === stepStart(range.from, resolution) && range.to === stepEnd(range.to, resolution);
  const whole = isWhole ? ` · whole ${resolution}s` : "";
  byId("series-range").textContent = `${step}, ${rangeText(range.from, range.to)}${whole}`;
  if (names.isLevel) {
    byId("totals").replaceChildren(...levelTotals(series, range));
    return;
  }
  const sum = sumOf(repository, metric, range.from, range.to);
  const isBound = sum.known < sum.days || sum.partial > 0;
  const count = sum.known === 0 ? "–" : `${isBound ? "≥ " : ""}${grouped(sum.count)}`;
  const totals = [total(names.count[1], count, "count", basisText(sum, resolution))];
  const uniques = uniquesOf(repository, metric, range.from, range.to);
  const latest = newestWindow(repository, metric, range.from, range.to);
  // A reading comes after the newest day.
  const inAll = totalIn(repository, metric, { start: range.from, end: range.to === series.last ? Infinity : range.to });
  if (!names.people) totals.push(...(inAll ? [total("in all", grouped(inAll.count), "none", dayText(inAll.day))] : []));
  else if (uniques !== null) totals.push(total(names.people[1], grouped(uniques), "people", counted(sum.days, "day", "days")));
  else if (latest) totals.push(total(names.people[1], grouped(latest.uniques), "people", `14 days to ${dayText(latest.to)}`));
  // Their line needs its key, too.
  else if (resolution !== "month" && hasPeople(series, range)) totals.push(total(names.people[1], "–", "people", "unknown over several days"));
  byId("totals").replaceChildren(...totals);
  if (mode !== "none") byId("comparison").textContent = comparisonText(names, compare(repository, metric, range, mode), mode);
}

/** Whether several readings are all alike. */
function isUnchanged(steps) {
  const known = steps.filter(({ count }) => count !== null);
  return known.length > 1 && known.every(({ count }) => count === known[0].count);
}

/** Whether the people of some of these days are known. */
function hasPeople({ uniques, first }, { from, to }) {
  return uniques.slice(Math.max(0, from - first), to - first + 1).some((number) => number !== null);
}

/** The last reading of a level, and how it has changed. */
function levelTotals(series, { from, to }) {
  const [first, last] = [firstReading(series, from, to), lastReading(series, from, to)];
  const { count } = series.words;
  if (last === null) return [total(count[1], "–", "count", "no reading")];
  const totals = [total(count[last.count === 1 ? 0 : 1], grouped(last.count), "count", dayText(last.day))];
  if (first.day < last.day) {
    const difference = last.count - first.count;
    const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
    totals.push(total("change", sign + grouped(Math.abs(difference)), "none", `since ${dayText(first.day)}`));
  }
  return totals;
}

/** How many days a sum is of, and how many of them are known: above days also, how many of them only as weeks. */
function basisText({ known, inWeeks, days, partial }, resolution) {
  const all = counted(days, "day", "days");
  const parts = [known < days ? `${grouped(known)} of ${all} known` : all];
  if (resolution === "day" && inWeeks > 0) parts.push(`${grouped(inWeeks)} only in weeks`);
  if (partial > 0) parts.push(`${grouped(partial)} in part`);
  return parts.join(", ");
}

function total(name, number, kind, basis) {
  return html("div", {}, html("dt", {}, kind === "none" ? "" : html("i", { class: `key ${kind}` }), name), html("dd", {}, number), html("dd", { class: "muted" }, basis));
}

/** Only what is in the picture is explained. */
function drawLegend({ plot, mode }) {
  const { steps, begin, end, repository, metric, resolution } = plot;
  const items = [];
  const item = (kind, text) => items.push(html("span", {}, html("i", { class: `mark ${kind}`, "aria-hidden": "true" }), text));
  const shown = steps.slice(begin, end + 1);
  const { words } = repository[metric];
  const [one, many] = words.count;
  for (const [state, text] of Object.entries(GAP_WORDS)) {
    const byDay = state === "unknown" && repository[metric].hasWeeksAlone && resolution === "day" ? " by day" : "";
    if (shown.some((step) => step.count === null && gapState(step) === state)) item(state, text + byDay);
  }
  if (shown.some((step) => step.count !== null && isPart(step))) {
    const isLong = resolution !== "day";
    const hasUnknown = shown.some((step) => step.count !== null && step.known < daysWithin(repository[metric], step));
    const isOpen = shown.every(({ count, state, known, days }) => count === null || state !== "at-least" || known < days);
    const reason = isLong && hasUnknown ? "some days are unknown" : isLong && isOpen ? `a ${resolution} that is not whole` : "seen in part";
    const text = `at least: ${reason}`;
    if (plot.isColumns) item("bound", text);
    else if (resolution === "day") item(partMarks(plot).dashed.length > 0 ? "part" : "ring", text);
  }
  if (withoutPeople(plot).length > 0) item("part people", `${words.people[1]} unknown`);
  if (mode !== "none") item(plot.isColumns ? "before ticks" : "before", mode === "year" ? `${many}, 52 weeks before` : `${many}, the period before`);
  if (resolution === "day") {
    const kinds = new Set(shown.flatMap(({ start }) => (repository[metric].marks.get(start) ?? []).map(({ kind }) => kind)));
    if (kinds.has("imported") && !isAllImported(plot)) item("imported", `imported`);
    if (kinds.has("late")) item("late", "published late");
    if (kinds.has("corrected")) item("corrected", "corrected by GitHub");
  }
  byId("legend").replaceChildren(...items);
  const remarks = [];
  if (isAllImported(plot)) remarks.push("All of these numbers are imported.");
  const people = words.people?.[1];
  if (people && resolution === "month") remarks.push(`The ${people} of a month are unknown: who comes on two days would be counted twice.`);
  if (people && resolution === "week" && shown.some(({ count, uniques }) => count !== null && uniques === null)) {
    remarks.push(`${capital(people)} of a week are shown where GitHub gave them for that week.`);
  }
  if (shown.every(({ count }) => count === null)) remarks.push("No number is known in these days.");
  else if (!words.isLevel && shown.every(({ count }) => count === 0)) remarks.push(`Not a single ${one} in these days.`);
  else if (words.isLevel && isUnchanged(shown)) remarks.push("Unchanged in these days.");
  byId("remark").textContent = remarks.join(" ");
}
