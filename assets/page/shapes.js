// The marks of a time series: lines, areas and columns, with gaps where nothing is known.

/** Runs of steps that have a value, as [first index, last index]. Nothing is ever drawn across an unknown step. */
function knownRuns(steps, begin, end, value) {
  const runs = [];
  let start = null;
  for (let index = begin; index <= end + 1; index += 1) {
    const isKnown = index <= end && value(steps[index]) !== null;
    if (start !== null && (!isKnown || isApart(steps[index - 1], steps[index]))) {
      runs.push([start, index - 1]);
      start = null;
    }
    if (isKnown && start === null) start = index;
  }
  return runs;
}

/** Whether readings are too far apart for a line between them. */
function isApart(before, step) {
  return step.start - before.end > JOINED_READINGS;
}

/** The points of a run. Where several share a pixel, only the lowest and the highest of it are drawn: `highs` are the latter alone. */
function thinned(steps, [begin, end], value, scale, y) {
  const [points, highs] = [[], []];
  const point = (index) => [scale.middle(steps[index]), y(value(steps[index]))];
  if (scale.width >= 0.75) {
    for (let index = begin; index <= end; index += 1) points.push(point(index));
    return { points, highs: points };
  }
  let index = begin;
  while (index <= end) {
    const column = Math.floor(scale.middle(steps[index]));
    let [low, high] = [index, index];
    while (index <= end && Math.floor(scale.middle(steps[index])) === column) {
      if (value(steps[index]) < value(steps[low])) low = index;
      if (value(steps[index]) > value(steps[high])) high = index;
      index += 1;
    }
    for (const one of low < high ? [low, high] : high < low ? [high, low] : [low]) points.push(point(one));
    highs.push(point(high));
  }
  return { points, highs };
}

function lineOf(points) {
  return points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${px(x)} ${px(y)}`).join("");
}

/** The lines of all runs, the area below them, and dots for days that stand alone. */
function linePaths(steps, begin, end, value, scale, y, floor) {
  let [line, area] = ["", ""];
  const dots = [];
  for (const run of knownRuns(steps, begin, end, value)) {
    const { points, highs } = thinned(steps, run, value, scale, y);
    if (run[0] === run[1]) dots.push(points[0]);
    line += lineOf(points);
    const [first, last] = [points[0][0], points[points.length - 1][0]];
    area += `${lineOf(highs)}L${px(last)} ${floor}L${px(first)} ${floor}Z`;
  }
  return { line, area, dots };
}

/** Runs of steps as dashes a little above the base; at least so wide that they are seen. `edges` gives where a step begins and ends. */
function basePath(steps, edges, y) {
  const runs = [];
  for (const step of steps) {
    const [left, right] = edges(step);
    const last = runs[runs.length - 1];
    if (last && left - last[1] < 0.1) last[1] = right;
    else runs.push([left, right]);
  }
  return runs.map(([left, right]) => `M${px(Math.min(left, (left + right) / 2 - 3))} ${y}H${px(Math.max(right, (left + right) / 2 + 3))}`).join("");
}

/**
 * One path with a column for every step that has a positive value, in a part of the place for columns; of lower bounds a zero has one
 * of `least` pixels.
 */
function columnPath(steps, begin, end, value, { scale, y, floor, part: [from, to], least = 0 }) {
  let path = "";
  for (let index = begin; index <= end; index += 1) {
    const number = value(steps[index]);
    if (number === null || (number === 0 && least === 0)) continue;
    const [first, last] = columnEdges(scale, steps[index], 0.76);
    const [left, right] = [first + (last - first) * from, first + (last - first) * to];
    const top = Math.min(y(number), floor - least);
    const round = Math.min(2, (right - left) / 2, floor - top);
    path += `M${px(left)} ${floor}V${px(top + round)}q0 ${px(-round)} ${px(round)} ${px(-round)}H${px(right - round)}q${px(round)} 0 ${px(round)} ${px(round)}V${floor}Z`;
  }
  return path;
}

/** The edges of a column; at most 44 pixels wide, so that a few of them do not become walls. */
function columnEdges(scale, step, share) {
  const [from, to] = [scale.x(step.start), scale.x(step.end + 1)];
  const width = Math.max(1, Math.min((to - from) * share, 44 * share));
  const middle = (from + to) / 2;
  return [middle - width / 2, middle + width / 2];
}

/** What a step without a number is drawn as: the keys of `GAP_WORDS`. */
function gapState({ state }) {
  return state in GAP_WORDS ? state : "unknown";
}

/** Runs of steps without a number, as `{state, start, end}` by day. */
function gapsOf(steps, begin, end) {
  const gaps = [];
  for (let index = begin; index <= end; index += 1) {
    const step = steps[index];
    if (index > begin && isApart(steps[index - 1], step)) gaps.push({ state: "unknown", start: steps[index - 1].end + 1, end: step.start - 1 });
    if (step.count !== null) continue;
    const state = gapState(step);
    const last = gaps[gaps.length - 1];
    if (last && last.state === state && last.end + 1 === step.start) last.end = step.end;
    else gaps.push({ state, start: step.start, end: step.end });
  }
  return gaps;
}

/** The highest points, at most three and far enough from each other to be labelled; none where the highest is nothing special. */
function peaksOf(steps, begin, end, scale) {
  const shown = [];
  for (let index = begin; index <= end; index += 1) if (steps[index].count > 0) shown.push(index);
  const order = shown.sort((one, two) => steps[two].count - steps[one].count || one - two).slice(0, 60);
  if (order.length > 3 && steps[order[3]].count === steps[order[0]].count) return [];
  const peaks = [];
  for (const index of order) {
    if (peaks.length === 3 || steps[index].count * 2 < steps[order[0]].count) break;
    const x = scale.middle(steps[index]);
    // As far apart as their numbers are wide, with the dot and its margin.
    const room = 34 + 8 * grouped(steps[index].count).length;
    if (peaks.every((peak) => Math.abs(scale.middle(steps[peak]) - x) > room)) peaks.push(index);
  }
  return peaks;
}
