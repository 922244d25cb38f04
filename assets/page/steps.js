// The days of a metric as the steps of a resolution: days, weeks or months. Counts add up; uniques never do.

/**
 * All steps of a repository's metric, made once. `known` of `days` days have a count. The count of a step with unknown days is a
 * lower bound (`at-least`).
 */
function stepsOf(repository, metric, resolution) {
  const key = `${metric} ${resolution}`;
  if (!repository.steps.has(key)) {
    const steps = resolution === "day" ? daySteps(repository, metric) : longSteps(repository, metric, resolution);
    repository.steps.set(key, steps);
  }
  return repository.steps.get(key);
}

function daySteps(repository, metric) {
  const series = repository[metric];
  return series.count.map((count, index) => {
    const day = repository.first + index;
    return {
      start: day,
      end: day,
      count,
      uniques: series.uniques[index],
      state: series.state[index],
      days: 1,
      known: count === null ? 0 : 1,
    };
  });
}

function longSteps(repository, metric, resolution) {
  const steps = [];
  let start = stepStart(repository.first, resolution);
  while (start <= repository.last) {
    const end = stepEnd(start, resolution);
    steps.push(longStep(repository, metric, resolution, start, end));
    start = end + 1;
  }
  return steps;
}

function longStep(repository, metric, resolution, start, end) {
  const series = repository[metric];
  const sum = sumOf(repository, metric, start, end);
  const days = end - start + 1;
  const step = { start, end, uniques: null, days, known: sum.known };
  const week = (start - series.weekFirst) / 7;
  const total = resolution === "week" ? (series.weekCount[week] ?? null) : null;
  if (total !== null) {
    return { ...step, count: total, uniques: series.weekUniques[week] ?? null, state: "complete", known: days };
  }
  if (sum.known === 0) return { ...step, count: null, state: sum.hasDoubtful ? "doubtful" : "unknown" };
  const state = sum.known < days || sum.partial > 0 ? "at-least" : "complete";
  return { ...step, count: sum.count, state };
}

/** The sum of the known days of a range. */
function sumOf(repository, metric, from, to) {
  const series = repository[metric];
  const sum = { count: 0, known: 0, days: to - from + 1, partial: 0, hasDoubtful: false };
  const [begin, end] = [Math.max(from, repository.first), Math.min(to, repository.last)];
  for (let index = begin - repository.first; index <= end - repository.first; index += 1) {
    const count = series.count[index];
    if (count === null) {
      sum.hasDoubtful ||= series.state[index] === "doubtful";
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
  if (days === 1) return series.uniques[from - repository.first] ?? null;
  if (days === 14) return series.windowUniques[to - repository.first] ?? null;
  if (days === 7 && weekday(from) === 0) return series.weekUniques[(from - series.weekFirst) / 7] ?? null;
  return null;
}

/** The newest 14 days of which GitHub gave a total, in the range and within a week of its end. */
function newestWindow(repository, metric, from, to) {
  const series = repository[metric];
  for (let end = Math.min(to, repository.last); end - 13 >= from && end > to - 7; end -= 1) {
    const uniques = series.windowUniques[end - repository.first] ?? null;
    if (uniques !== null) {
      const count = series.windowCount.get(end) ?? sumOf(repository, metric, end - 13, end).count;
      return { from: end - 13, to: end, count, uniques };
    }
  }
  return null;
}

/** The range of days, widened to whole steps, within what is recorded. */
function wholeSteps(repository, { from, to }, resolution) {
  return {
    from: Math.max(repository.first, stepStart(from, resolution)),
    to: Math.min(repository.last, stepEnd(to, resolution)),
  };
}

/** The day whose number is compared with that of `day`. A year is 52 weeks, so that weekdays are compared with their like. */
function shiftOf(range, mode) {
  return mode === "year" ? 364 : range.to - range.from + 1;
}

/** Sums over the days that are known in both periods. */
function compare(repository, metric, range, mode) {
  const series = repository[metric];
  const shift = shiftOf(range, mode);
  const result = { now: 0, before: 0, both: 0, days: range.to - range.from + 1, shift };
  for (let day = range.from; day <= range.to; day += 1) {
    const now = series.count[day - repository.first] ?? null;
    const before = series.count[day - shift - repository.first] ?? null;
    if (now === null || before === null) continue;
    result.now += now;
    result.before += before;
    result.both += 1;
  }
  return result;
}

/** The count of the step that lies one shift before; null unless all of its days are known. */
function countBefore(repository, metric, step, shift) {
  const sum = sumOf(repository, metric, step.start - shift, step.end - shift);
  return sum.known === sum.days ? sum.count : null;
}
