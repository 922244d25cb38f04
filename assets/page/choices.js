// What is chosen and what of it is shown. Choices are kept for every repository and metric: one that cannot have them shows its own
// first view instead, and that is no choice. The address holds what is chosen, so that a view can be linked to.

/** What is shown of what is chosen. */
function shownOf(data, chosen) {
  const repository = chosen.repository ?? firstRepository(data);
  const current = data.repositories[repository];
  const metric = current.metrics.includes(chosen.metric) ? chosen.metric : firstMetric(current);
  const named = (kind, name) => (current[kind].names.includes(name) ? name : null);
  const shown = {
    repository,
    metric,
    mode: chosen.mode ?? "none",
    referrer: named("referrers", chosen.referrer),
    path: named("paths", chosen.path),
  };
  if (metric === undefined) return { ...shown, resolution: "day", from: 0, to: 0 };
  const first = firstRange(current[metric]);
  const resolution = chosen.resolution ?? firstResolution(current, metric, first);
  return { ...shown, resolution, ...(rangeIn(current[metric], chosen.range) ?? first) };
}

/** At first the last year is shown. */
function firstRange({ first, last }) {
  return { from: Math.max(first, last - 364), to: last };
}

/** Views, unless only others are known. */
function firstMetric(repository) {
  const known = (metric) => repository[metric].count.some((count) => count !== null);
  return repository.metrics.find(known) ?? repository.metrics[0];
}

/** Weeks where days would be a comb of zeros and ones. */
function firstResolution(repository, metric, { from, to }) {
  const { first, last, words, hasWeeksAlone } = repository[metric];
  if (words.isLevel || last - first < 120) return "day";
  const days = stepsOf(repository, metric, "day").filter(({ start }) => start >= from && start <= to);
  return hasWeeksAlone || isSparse(days) ? "week" : "day";
}

/** The repository that is shown at first: the one with the most views. */
function firstRepository(data) {
  if (data.firstRepository !== undefined) return data.firstRepository;
  const views = data.repositories.map((one) => (one.views ? sumOf(one, "views", one.views.first, one.views.last).count : -1));
  data.firstRepository = views.indexOf(Math.max(...views));
  return data.firstRepository;
}

/** The days of a chosen range that a metric has; `undefined` if there are none, or nothing is chosen. */
function rangeIn({ first, last }, range) {
  if (range?.days === "all") return { from: first, to: last };
  if (range?.days) return within({ first, last }, last - range.days + 1, last);
  return range && range.from <= last && range.to >= first ? within({ first, last }, range.from, range.to) : undefined;
}

/** A range as a choice: what a button gives ends with the newest day, whichever that is; any other one has both of its ends. */
function rangeChoice({ first, last }, { from, to }) {
  if (to === last && from === first) return { days: "all" };
  return to === last && [30, 90, 365].includes(to - from + 1) ? { days: to - from + 1 } : { from, to };
}

/** The fragment of the address: what is chosen, as far as it is shown. */
function hashOf(data, chosen, shown) {
  const current = data.repositories[shown.repository];
  const parts = new URLSearchParams();
  if (shown.repository !== firstRepository(data)) parts.set("repository", current.name);
  if (current.isEmpty) return parts.toString();
  if (shown.metric !== firstMetric(current)) parts.set("metric", shown.metric);
  if (chosen.resolution) parts.set("resolution", chosen.resolution);
  const { range } = chosen;
  if (range?.days) parts.set("days", range.days);
  else if (rangeIn(current[shown.metric], range)) {
    parts.set("from", isoDay(range.from));
    if (range.to < Infinity) parts.set("to", isoDay(range.to));
  }
  if (shown.mode !== "none") parts.set("compare", shown.mode);
  if (shown.referrer !== null) parts.set("referrer", shown.referrer);
  if (shown.path !== null) parts.set("page", shown.path);
  return parts.toString();
}

/** What is chosen by a fragment; nothing where it is missing or invalid. */
function chosenOf(data, hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const found = data.repositories.findIndex(({ name }) => name === parts.get("repository"));
  const oneOf = (key, values) => (values.includes(parts.get(key)) ? parts.get(key) : undefined);
  return {
    repository: found === -1 ? undefined : found,
    metric: parts.get("metric"),
    resolution: oneOf("resolution", ["day", "week", "month"]),
    range: readRange(parts),
    mode: oneOf("compare", ["period", "year"]),
    referrer: parts.get("referrer"),
    path: parts.get("page"),
  };
}

/** The range of a fragment; `undefined` without a valid one. */
function readRange(parts) {
  const days = parts.get("days");
  if (days === "all") return { days };
  if (/^[1-9]\d{0,5}$/.test(days ?? "")) return { days: Number(days) };
  const [from, to] = [dayOf(parts.get("from") ?? ""), dayOf(parts.get("to") ?? "")];
  if (!from && !to) return undefined;
  // Where one end is given, the other one is the newest day, or a year before.
  const range = { from: from || to - 364, to: to || Infinity };
  return range.from <= range.to ? range : undefined;
}

/** A range inside of what is recorded of a metric. */
function within({ first, last }, from, to) {
  const limit = (day) => Math.min(Math.max(Math.round(day), first), last);
  const [one, two] = [limit(from), limit(to)];
  return { from: Math.min(one, two), to: Math.max(one, two) };
}
