// The days of a metric as the steps of a resolution: days, weeks or months. Counts add up; uniques never do.

/**
 * All steps of a repository's metric, made once. `known` of `days` days have a count. The count of a step with unknown days is a
 * lower bound (`at-least`).
 */
function stepsOf(repository, metric, resolution) {
  const key = `${metric} ${resolution}`;
  if (!repository.steps.has(key)) {
    const steps = resolution === "day" ? daySteps(repository[metric]) : longSteps(repository, metric, resolution);
    repository.steps.set(key, steps);
  }
  return repository.steps.get(key);
}

function daySteps(series) {
  const steps = series.count.map((count, index) => {
    const day = series.first + index;
    return {
      start: day,
      end: day,
      count,
      uniques: series.uniques[index] ?? null,
      state: series.state[index],
      days: 1,
      known: count === null ? 0 : 1,
      read: day,
    };
  });
  return series.isSparse ? steps.filter(({ count }) => count !== null) : steps;
}

function longSteps(repository, metric, resolution) {
  const series = repository[metric];
  const steps = [];
  let start = stepStart(series.first, resolution);
  while (start <= series.last) {
    const end = stepEnd(start, resolution);
    steps.push(series.words.isLevel ? levelStep(series, start, end) : longStep(repository, metric, resolution, start, end));
    start = end + 1;
  }
  return steps;
}

/** A step of a level is its last reading. */
function levelStep(series, start, end) {
  const reading = lastReading(series, start, end);
  const step = { start, end, uniques: null, days: end - start + 1 };
  if (reading === null) return { ...step, count: null, state: "unknown", known: 0 };
  return { ...step, count: reading.count, state: "complete", known: 1, read: reading.day };
}

function longStep(repository, metric, resolution, start, end) {
  const series = repository[metric];
  const sum = sumOf(repository, metric, start, end);
  const days = end - start + 1;
  const { known, partial, doubtful, provisional } = sum;
  const step = { start, end, uniques: null, days, known, partial, doubtful, provisional };
  const week = (start - series.weekFirst) / 7;
  const total = resolution === "week" ? (series.weekCount[week] ?? null) : null;
  if (total !== null) {
    const state = series.weekBounds.has(week) ? "at-least" : "complete";
    return { ...step, count: total, uniques: series.weekUniques[week] ?? null, state, known: days, partial: 0 };
  }
  if (known === 0) return { ...step, count: null, state: doubtful > 0 ? "doubtful" : provisional > 0 ? "provisional" : "unknown" };
  const state = known < days || partial > 0 ? "at-least" : "complete";
  // Nobody came where nothing was viewed; otherwise only GitHub knows how many.
  const isNobody = series.words.people !== undefined && state === "complete" && sum.count === 0;
  return { ...step, count: sum.count, uniques: isNobody ? 0 : null, state };
}

/** The sum of the known days of a range. */
function sumOf(repository, metric, from, to) {
  const series = repository[metric];
  const sum = { count: 0, known: 0, inWeeks: 0, days: to - from + 1, partial: 0, doubtful: 0, provisional: 0 };
  const [begin, end] = [Math.max(from, series.first), Math.min(to, series.last)];
  for (let index = begin - series.first; index <= end - series.first; index += 1) {
    const day = series.first + index;
    const week = series.hasWeeksAlone && weekday(day) === 0 && day + 6 <= to ? (day - series.weekFirst) / 7 : -1;
    // Days that are known one by one are added as they are shown.
    if ((series.weekCount[week] ?? null) !== null && !isSeenWhole(series, day)) {
      sum.count += series.weekCount[week];
      sum.known += 7;
      sum.inWeeks += series.count.slice(index, index + 7).filter((count) => count === null).length;
      if (series.weekBounds.has(week)) sum.partial += 7;
      index += 6;
      continue;
    }
    const count = series.count[index];
    if (count === null) {
      if (series.state[index] === "doubtful") sum.doubtful += 1;
      if (series.state[index] === "provisional") sum.provisional += 1;
      continue;
    }
    sum.count += count;
    sum.known += 1;
    if (series.state[index] === "partial") sum.partial += 1;
  }
  return sum;
}

/** GitHub's own uniques of a range, which exist for a day, a whole week and 14 days only; otherwise null. */
function uniquesOf(repository, metric, from, to) {
  const series = repository[metric];
  const days = to - from + 1;
  if (days === 1) return series.uniques[from - series.first] ?? null;
  if (days === 14) return series.windowUniques[to - series.first] ?? null;
  if (days === 7 && weekday(from) === 0) return series.weekUniques[(from - series.weekFirst) / 7] ?? null;
  return null;
}

/** The newest 14 days of which GitHub gave a total, in the range and within a week of its end. */
function newestWindow(repository, metric, from, to) {
  const series = repository[metric];
  for (let end = Math.min(to, series.last); end - 13 >= from && end > to - 7; end -= 1) {
    const uniques = series.windowUniques[end - series.first] ?? null;
    if (uniques !== null) {
      const count = series.windowCount.get(end) ?? sumOf(repository, metric, end - 13, end).count;
      return { from: end - 13, to: end, count, uniques };
    }
  }
  return null;
}

/** The range of days, widened to whole steps, within what is recorded. */
function wholeSteps(series, { from, to }, resolution) {
  return {
    from: Math.max(series.first, stepStart(from, resolution)),
    to: Math.min(series.last, stepEnd(to, resolution)),
  };
}

/** The day whose number is compared with that of `day`. A year is 52 weeks, so that weekdays are compared with their like. */
function shiftOf(range, mode) {
  return mode === "year" ? 364 : range.to - range.from + 1;
}

/** Sums over the days that were seen whole in both periods: a lower bound is no base. */
function compare(repository, metric, range, mode) {
  const series = repository[metric];
  const shift = shiftOf(range, mode);
  const result = { now: 0, before: 0, both: 0, days: range.to - range.from + 1, shift };
  for (let day = range.from; day <= range.to; day += 1) {
    const now = wholeCount(series, day);
    const before = wholeCount(series, day - shift);
    if (now === null || before === null) continue;
    result.now += now;
    result.before += before;
    result.both += 1;
  }
  return result;
}

/** The count of a day that was seen whole; otherwise null. */
function wholeCount({ first, count, state }, day) {
  return state[day - first] === "partial" ? null : (count[day - first] ?? null);
}

/** Whether some days of a step are unknown or were seen in part. */
function isPart({ state }) {
  return state === "partial" || state === "at-least";
}

/** The count of the step that lies one shift before; null unless all days of both were seen whole. */
function countBefore(repository, metric, step, shift) {
  if (isPart(step)) return null;
  const sum = sumOf(repository, metric, step.start - shift, step.end - shift);
  return sum.known === sum.days && sum.partial === 0 ? sum.count : null;
}
