// The metrics: what they are called, and how their days are read. Views and clones have people beside them; stars given and downloads
// add up like these; everything else is a level, which is read now and then and never added up.

const METRICS = {
  views: { title: "Views and unique visitors", count: ["view", "views"], people: ["unique visitor", "unique visitors"] },
  clones: { title: "Clones and unique cloners", count: ["clone", "clones"], people: ["unique cloner", "unique cloners"] },
  ci: { title: "Clones by CI", count: ["clone by CI", "clones by CI"], partial: "at least, since of some runs nothing is known" },
  stars: { title: "Stars given", count: ["star", "stars"], total: "total:stars" },
  downloads: {
    title: "Downloads",
    count: ["download", "downloads"],
    total: "total:downloads",
    partial: "at least, since a file was not read on both days",
  },
  "total:stars": { title: "Stars in all", count: ["star in all", "stars in all"], isLevel: true },
  "total:forks": { title: "Forks in all", count: ["fork", "forks"], isLevel: true },
  "total:downloads": { title: "Downloads in all", count: ["download in all", "downloads in all"], isLevel: true },
};

/** Readings further apart than this have no line between them; GitHub's totals are read once a week. */
const JOINED_READINGS = 21;

/** Adds the metrics of a repository beside its traffic. */
function readOtherMetrics(repository, { ci_clones: ci, stars, downloads, totals = {}, series = {} }) {
  const add = (metric, read) => {
    repository[metric] = read;
    repository.metrics.push(metric);
  };
  if (ci) add("ci", readAdded(METRICS.ci, ci));
  if (stars) add("stars", readAdded(METRICS.stars, stars));
  if (totals.stars) add("total:stars", readLevel(METRICS["total:stars"], totals.stars));
  if (totals.forks) add("total:forks", readLevel(METRICS["total:forks"], totals.forks));
  if (downloads) add("downloads", readAdded(METRICS.downloads, downloads));
  if (totals.downloads) add("total:downloads", readLevel(METRICS["total:downloads"], totals.downloads));
  for (const name of Object.keys(series)) {
    add(`series:${name}`, readLevel({ title: name, count: [name, name], isLevel: true, isGiven: true }, series[name]));
  }
}

/** A metric with nothing but counts. */
function plainSeries(words, first, count, state) {
  const nothing = { uniques: [], marks: new Map(), reasons: new Map(), weekFirst: 0, weekCount: [], weekUniques: [] };
  const windows = { windowUniques: [], windowCount: new Map(), weekBounds: new Set() };
  return { ...nothing, ...windows, words, first, last: first + count.length - 1, count, state };
}

/** Numbers of which -1 is an unknown one. */
function readCounts(code) {
  return readVlq(code).map((count) => (count < 0 ? null : count));
}

/** Days that add up. Weeks can be known without their days. */
function readAdded(words, { first, counts, state, weeks }) {
  const count = readCounts(counts);
  const begin = dayOf(first);
  const monday = weeks ? dayOf(weeks.first) : begin;
  const weekCount = weeks ? readCounts(weeks.counts) : [];
  // A week of which nothing is known is no beginning.
  const known = weekCount.findIndex((one) => one !== null);
  const from = known === -1 ? begin : Math.min(begin, monday + 7 * known);
  const before = begin - from + (count.length === 0 ? 1 : 0);
  const unknown = (value) => Array(before).fill(value);
  const series = plainSeries(words, from, [...unknown(null), ...count], [...unknown("unknown"), ...expandRuns(state, count.length)]);
  // Where all days are known, their weeks say nothing more.
  const isAlone = (one, week) => one !== null && !isSeenWhole(series, monday + 7 * week);
  if (!weekCount.some(isAlone)) return series;
  return { ...series, weekFirst: monday, weekCount, weekBounds: new Set(weeks.bounds), hasWeeksAlone: true };
}

/** Whether all days of a week were seen whole. */
function isSeenWhole({ first, state }, monday) {
  return [0, 1, 2, 3, 4, 5, 6].every((day) => state[monday - first + day] === "complete");
}

/** Readings of a level, on the days on which they were made. */
function readLevel(words, { first, days: runs, values }) {
  const begin = dayOf(first);
  const days = [0];
  const numbers = readVlq(runs);
  for (let run = 0; run < numbers.length; run += 2) {
    for (let times = 0; times < numbers[run + 1]; times += 1) days.push(days[days.length - 1] + numbers[run]);
  }
  const length = days[days.length - 1] + 1;
  const count = Array(length).fill(null);
  const state = Array(length).fill("unknown");
  let value = 0;
  const differences = readVlq(values);
  days.forEach((day, index) => {
    count[day] = value += differences[index];
    state[day] = "complete";
  });
  // A reading a week has no days between that could be known.
  return { ...plainSeries(words, begin, count, state), isSparse: days.length * 2.5 < length };
}

/** The last reading of a level in some days, as `{day, count}`; null if there is none. */
function lastReading(series, from, to) {
  for (let day = Math.min(to, series.last); day >= Math.max(from, series.first); day -= 1) {
    const count = series.count[day - series.first];
    if (count !== null) return { day, count };
  }
  return null;
}

/** The first one. */
function firstReading(series, from, to) {
  for (let day = Math.max(from, series.first); day <= Math.min(to, series.last); day += 1) {
    const count = series.count[day - series.first];
    if (count !== null) return { day, count };
  }
  return null;
}

/** What a metric that adds up came to at the last reading in a step; null without one. */
function totalIn(repository, metric, step) {
  const total = repository[repository[metric].words.total];
  return total ? lastReading(total, step.start, step.end) : null;
}
