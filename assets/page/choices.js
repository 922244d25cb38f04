// What is shown, and how it is written into the address, so that a view can be linked to.

/** The choices at first: the last year at most; weeks where days would be a comb of zeros and ones. */
function firstChoices(repository, metric = firstMetric(repository)) {
  if (metric === undefined) return { metric, resolution: "day", from: 0, to: 0, mode: "none", referrer: null, path: null };
  const { first, last } = repository[metric];
  const range = { from: Math.max(first, last - 364), to: last };
  return { metric, resolution: firstResolution(repository, metric, range), ...range, mode: "none", referrer: null, path: null };
}

/** Views, unless only others are known. */
function firstMetric(repository) {
  const known = (metric) => repository[metric].count.some((count) => count !== null);
  return repository.metrics.find(known) ?? repository.metrics[0];
}

function firstResolution(repository, metric, { from, to }) {
  const { first, last, words, hasWeeksAlone } = repository[metric];
  if (words.isLevel || last - first < 120) return "day";
  const days = stepsOf(repository, metric, "day").filter(({ start }) => start >= from && start <= to);
  return hasWeeksAlone || isSparse(days) ? "week" : "day";
}

/** The choices with another metric: what reaches to the last day still does. */
function withMetric(repository, choices, metric) {
  const [old, { first, last }] = [repository[choices.metric], repository[metric]];
  const length = choices.to - choices.from;
  let range = within(repository[metric], choices.from, choices.to);
  if (choices.from <= old.first && choices.to >= old.last) range = { from: first, to: last };
  else if (choices.to >= old.last || choices.to < first || choices.from > last) range = { from: Math.max(first, last - length), to: last };
  const wanted = firstResolution(repository, metric, range);
  const resolution = choices.resolution === "day" && range.to - range.from >= 120 ? wanted : choices.resolution;
  return { metric, resolution, ...range };
}

/** The repository that is shown at first: the one with the most views. */
function firstRepository(data) {
  if (data.firstRepository !== undefined) return data.firstRepository;
  const views = data.repositories.map((one) => (one.views ? sumOf(one, "views", one.views.first, one.views.last).count : -1));
  data.firstRepository = views.indexOf(Math.max(...views));
  return data.firstRepository;
}

/** The fragment of the address: only what is not as at first. */
function hashOf(data, choices) {
  const repository = data.repositories[choices.repository];
  const first = firstChoices(repository, choices.metric);
  const parts = new URLSearchParams();
  if (choices.repository !== firstRepository(data)) parts.set("repository", repository.name);
  if (choices.metric !== firstMetric(repository)) parts.set("metric", choices.metric);
  if (choices.resolution !== first.resolution) parts.set("resolution", choices.resolution);
  if (choices.from !== first.from || choices.to !== first.to) writeRange(parts, choices, repository[choices.metric]);
  if (choices.mode !== "none") parts.set("compare", choices.mode);
  if (choices.referrer !== null) parts.set("referrer", choices.referrer);
  if (choices.path !== null) parts.set("page", choices.path);
  return parts.toString();
}

/** What a button gives ends with the newest day, whichever that will be; any other range has both of its ends. */
function writeRange(parts, { from, to }, { first, last }) {
  const days = to - from + 1;
  if (to === last && (from === first || [30, 90, 365].includes(days))) parts.set("days", from === first ? "all" : String(days));
  else {
    parts.set("from", isoDay(from));
    parts.set("to", isoDay(to));
  }
}

/** The range of a fragment; `undefined` without a valid one. */
function readRange(parts, { first, last }) {
  const days = parts.get("days");
  if (days === "all") return { from: first, to: last };
  if (/^[1-9]\d{0,5}$/.test(days ?? "")) return within({ first, last }, last - Number(days) + 1, last);
  const [from, to] = [dayOf(parts.get("from") ?? ""), dayOf(parts.get("to") ?? "")];
  if (!from && !to) return undefined;
  // Where one end is given, the other one is the newest day, or a year before.
  const [begin, end] = [from || to - 364, to || last];
  return begin <= end && begin <= last && end >= first ? within({ first, last }, begin, end) : undefined;
}

/** The choices of a fragment. What is missing or invalid is as at first. */
function choicesOf(data, hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const found = data.repositories.findIndex(({ name }) => name === parts.get("repository"));
  const repository = found === -1 ? firstRepository(data) : found;
  const current = data.repositories[repository];
  const oneOf = (key, values) => (values.includes(parts.get(key)) ? parts.get(key) : undefined);
  const choices = { repository, ...firstChoices(current, oneOf("metric", current.metrics)) };
  choices.resolution = oneOf("resolution", ["day", "week", "month"]) ?? choices.resolution;
  choices.mode = oneOf("compare", ["period", "year"]) ?? "none";
  choices.referrer = parts.get("referrer");
  choices.path = parts.get("page");
  return current.isEmpty ? choices : { ...choices, ...readRange(parts, current[choices.metric]) };
}

/** The choices with another repository: those that it can have. */
function withRepository(data, choices, index) {
  const [old, current] = [data.repositories[choices.repository], data.repositories[index]];
  const isKnown = current.metrics.includes(choices.metric);
  const first = { repository: index, ...firstChoices(current, isKnown ? choices.metric : undefined) };
  if (!isKnown || current.isEmpty) return { ...first, mode: choices.mode };
  const { mode, resolution, from, to } = choices;
  const [series, before] = [current[choices.metric], old[choices.metric]];
  let range = {};
  if (from === before.first && to === before.last) range = { from: series.first, to: series.last };
  else if (to === before.last) range = within(series, series.last - (to - from), series.last);
  else if (from <= series.last && to >= series.first) range = within(series, from, to);
  const shown = { ...first, mode, resolution, ...range };
  if (resolution === "day" && shown.to - shown.from >= 120) shown.resolution = firstResolution(current, shown.metric, shown);
  return shown;
}

/** A range inside of what is recorded of a metric. */
function within({ first, last }, from, to) {
  const limit = (day) => Math.min(Math.max(Math.round(day), first), last);
  const [one, two] = [limit(from), limit(to)];
  return { from: Math.min(one, two), to: Math.max(one, two) };
}
