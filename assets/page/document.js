// The data of the page: read once from its JSON, with days as numbers and every column indexed from the first day.

/** Reads the document and decodes what is stored in short. */
function readDocument(text) {
  const data = JSON.parse(text);
  return { asOf: data.as_of, repositories: data.repositories.map(readRepository) };
}

function readRepository(data) {
  const first = data.first === null ? 0 : dayOf(data.first);
  const repository = {
    name: data.name,
    asOf: data.as_of,
    state: data.state,
    countsOnly: data.counts_only,
    metrics: data.length > 0 ? ["views", "clones"] : [],
    sources: data.sources,
    releases: data.releases.map(([tag, day, prerelease]) => ({ tag, day: first + day, prerelease: prerelease === 1 })),
    events: data.events.map(([text, day]) => ({ text, day: first + day })),
    steps: new Map(),
  };
  for (const metric of repository.metrics) repository[metric] = { ...readMetric(data[metric], data, first), words: METRICS[metric] };
  readOtherMetrics(repository, data.other);
  repository.isEmpty = repository.metrics.length === 0;
  for (const kind of ["referrers", "paths"]) repository[kind] = readLists(data[kind], first);
  return repository;
}

function readMetric(data, { length, week_first: weekFirst }, first) {
  const marks = new Map();
  const mark = (day, text) => marks.set(day, [...(marks.get(day) ?? []), text]);
  for (const [day, what, from, to, on] of data.corrected) {
    const number = (value) => (value === null ? "unknown" : grouped(value));
    mark(first + day, { kind: "corrected", what, from: number(from), to: number(to), on: first + on });
  }
  for (const [day, days, arrived] of data.late) {
    for (let i = 0; i < days; i += 1) mark(first + day + i, { kind: "late", on: first + arrived });
  }
  for (const [day, days, sources] of data.imported) {
    for (let i = 0; i < days; i += 1) mark(first + day + i, { kind: "imported", sources });
  }
  const reasons = new Map();
  for (const [reason, day, days] of data.unknown) {
    for (let i = 0; i < days; i += 1) reasons.set(first + day + i, reason);
  }
  return {
    first,
    last: first + length - 1,
    count: data.count,
    uniques: data.uniques,
    state: expandRuns(data.state, length),
    marks,
    reasons,
    weekFirst: first + weekFirst,
    weekCount: data.week_counts,
    weekUniques: data.week_uniques,
    weekBounds: new Set(),
    windowUniques: data.window_uniques,
    windowCount: new Map(data.window_counts.map(([day, count]) => [first + day, count])),
  };
}

/** ["complete", 3, "unknown", 1] as four states. */
function expandRuns(runs, length) {
  const states = [];
  for (let i = 0; i < runs.length; i += 2) {
    for (let n = 0; n < runs[i + 1]; n += 1) states.push(runs[i]);
  }
  while (states.length < length) states.push("unknown");
  return states;
}

/** The lists of referrers or pages: for each name its counts by list; absent means not on the list. */
function readLists(data, first) {
  let day = first;
  const days = data.days.map((gap) => (day += gap));
  const lists = {
    days,
    isCut: data.cut.map((cut) => cut === 1),
    isIncomplete: data.incomplete === true,
    crawlers: new Set(data.crawlers),
    names: data.names,
    titles: new Map(Object.entries(data.titles ?? {}).map(([index, title]) => [Number(index), title])),
    rows: data.rows.map(readRows),
  };
  return lists;
}

/** One name: triples of how many lists were passed over, and how count and uniques changed. */
function readRows(code) {
  const numbers = readVlq(code);
  const rows = new Map();
  let [list, count, uniques] = [-1, 0, 0];
  for (let i = 0; i < numbers.length; i += 3) {
    list += 1 + numbers[i];
    count += numbers[i + 1];
    uniques += numbers[i + 2];
    rows.set(list, { count, uniques });
  }
  return rows;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 VLQ, the code of source maps; the lowest bit is the sign. Plain arithmetic: shifts would end at 32 bits. */
function readVlq(code) {
  const numbers = [];
  let [value, weight, isNegative] = [0, 0, false];
  for (const char of code) {
    const digit = BASE64.indexOf(char);
    const bits = digit % 32;
    if (weight === 0) {
      isNegative = bits % 2 === 1;
      [value, weight] = [Math.floor(bits / 2), 16];
    } else {
      value += bits * weight;
      weight *= 32;
    }
    if (digit < 32) {
      numbers.push(isNegative ? -value : value);
      weight = 0;
    }
  }
  return numbers;
}
