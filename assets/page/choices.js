// What is shown, and how it is written into the address, so that a view can be linked to.

/** The choices at first: the last year at most; weeks where days would be a comb of zeros and ones. */
function firstChoices(repository) {
  const length = repository.last - repository.first + 1;
  const metric = sumOf(repository, "views", repository.first, repository.last).known > 0 ? "views" : "clones";
  const range = { from: Math.max(repository.first, repository.last - 364), to: repository.last };
  const days = stepsOf(repository, metric, "day").filter(({ start }) => start >= range.from);
  return { metric, resolution: length > 120 && isSparse(days) ? "week" : "day", ...range, mode: "none", referrer: null, path: null };
}

/** The repository that is shown at first: the one with the most views. */
function firstRepository(data) {
  if (data.firstRepository !== undefined) return data.firstRepository;
  const views = data.repositories.map((one) => (one.isEmpty ? -1 : sumOf(one, "views", one.first, one.last).count));
  data.firstRepository = views.indexOf(Math.max(...views));
  return data.firstRepository;
}

/** The fragment of the address: only what is not as at first. */
function hashOf(data, choices, first) {
  const repository = data.repositories[choices.repository];
  const parts = new URLSearchParams();
  if (choices.repository !== firstRepository(data)) parts.set("repository", repository.name);
  if (choices.metric !== first.metric) parts.set("metric", choices.metric);
  if (choices.resolution !== first.resolution) parts.set("resolution", choices.resolution);
  if (choices.from !== first.from) parts.set("from", isoDay(choices.from));
  if (choices.to !== first.to) parts.set("to", isoDay(choices.to));
  if (choices.mode !== "none") parts.set("compare", choices.mode);
  if (choices.referrer !== null) parts.set("referrer", choices.referrer);
  if (choices.path !== null) parts.set("page", choices.path);
  return parts.toString();
}

/** The choices of a fragment. What is missing or invalid is as at first. */
function choicesOf(data, hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const found = data.repositories.findIndex(({ name }) => name === parts.get("repository"));
  const repository = found === -1 ? firstRepository(data) : found;
  const choices = { repository, ...firstChoices(data.repositories[repository]) };
  const oneOf = (key, values) => (values.includes(parts.get(key)) ? parts.get(key) : undefined);
  choices.metric = oneOf("metric", Object.keys(METRICS)) ?? choices.metric;
  choices.resolution = oneOf("resolution", ["day", "week", "month"]) ?? choices.resolution;
  choices.mode = oneOf("compare", ["period", "year"]) ?? "none";
  choices.referrer = parts.get("referrer");
  choices.path = parts.get("page");
  const [from, to] = [dayOf(parts.get("from") ?? ""), dayOf(parts.get("to") ?? "")];
  return { ...choices, ...within(data.repositories[repository], from || choices.from, to || choices.to) };
}

/** A range inside of what is recorded. */
function within(repository, from, to) {
  const limit = (day) => Math.min(Math.max(Math.round(day), repository.first), repository.last);
  const [one, two] = [limit(from), limit(to)];
  return { from: Math.min(one, two), to: Math.max(one, two) };
}
