// The time series: axes, gaps, lines or columns, events and releases, what it is compared with, and the step that is read out.

// `top` leaves space for a row of flags, `bare` for the label of the highest point alone.
const PLOT = { left: 44, right: 12, top: 34, bare: 18, bottom: 46, height: 340, low: 280 };

/** The picture and what is needed to find a step below the pointer. */
function drawPlot(box, { repository, metric, resolution, range, mode }) {
  const width = Math.max(280, box.clientWidth);
  const height = width < 560 ? PLOT.low : PLOT.height;
  const steps = stepsOf(repository, metric, resolution);
  const begin = steps.findIndex((step) => step.end >= range.from);
  let end = steps.length - 1;
  while (end > begin && steps[end].start > range.to) end -= 1;
  const [from, to] = [steps[begin].start, steps[end].end];
  const scale = dayScale(from, to, PLOT.left, width - PLOT.right);
  const shift = mode === "none" ? null : shiftOf(range, mode);
  const before = shift === null ? null : steps.slice(begin, end + 1).map((step) => countBefore(repository, metric, step, shift));
  const floor = height - PLOT.bottom;
  const flags = flagRows(repository, from, to);
  const top = flags.length > 0 ? PLOT.top + FLAG.row * (flags.length - 1) : PLOT.bare;
  const { isLevel } = repository[metric].words;
  let [least, most] = [Infinity, 0];
  for (let index = begin; index <= end; index += 1) {
    const { count } = steps[index];
    least = Math.min(least, count ?? least);
    most = Math.max(most, count ?? 0, before?.[index - begin] ?? 0);
  }
  // A level grows far from zero; the labels say where the scale begins.
  const ticks = isLevel && least * 2 > most ? levelTicks(least, most, 4) : countTicks(most, 4);
  const [bottom, span] = [ticks[0], ticks[ticks.length - 1] - ticks[0]];
  const y = (number) => floor - ((number - bottom) / span) * (floor - top);
  const plot = { isLevel, top, steps, begin, end, scale, y, floor, width, height, resolution, metric, repository };
  const isColumns = drawsColumns(plot);
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true", focusable: "false" },
    hatches("plot"),
    gapMarks(plot),
    countAxis(plot, ticks),
    timeAxis(plot, isColumns, from, to),
    flagMarks(plot, flags),
    isColumns ? columns(plot) : lines(plot),
    svg("path", { class: "axis", d: `M${PLOT.left} ${floor + 0.5}H${width - PLOT.right}` }),
    dayMarks(plot),
  );
  if (before) picture.append(isColumns ? beforeTicks(plot, before) : beforeLine(plot, before));
  picture.append(peakLabels(plot, isColumns));
  const cursor = svg("g", { class: "cursor" });
  picture.append(cursor);
  box.querySelector("svg")?.remove();
  box.prepend(picture);
  return { ...plot, cursor, isColumns };
}

/** Few a day are counts, not a curve; so are weeks and months, as long as there is space. */
function drawsColumns({ isLevel, steps, begin, end, scale, resolution }) {
  if (isLevel) return false;
  if (end - begin < 7) return true;
  const space = scale.width * (steps[begin].end - steps[begin].start + 1);
  if (resolution !== "day" && space >= 5) return true;
  return space >= 2.5 && isSparse(steps.slice(begin, end + 1));
}

/** Whether three quarters of the known steps have fewer than five. */
function isSparse(steps) {
  const known = steps.filter(({ count }) => count !== null);
  return known.filter(({ count }) => count < 5).length * 4 >= known.length * 3;
}

function countAxis({ y, width }, ticks) {
  const axis = svg("g", { class: "counts" });
  for (const tick of ticks) {
    if (tick > ticks[0]) axis.append(svg("path", { class: "grid", d: `M${PLOT.left} ${px(y(tick)) + 0.5}H${width - PLOT.right}` }));
    axis.append(svg("text", { x: PLOT.left - 8, y: px(y(tick) + 4), "text-anchor": "end" }, short(tick)));
  }
  return axis;
}

/** Columns of weeks and months have the tick in their middle: at their edge it would belong to the one before as well. */
function timeAxis(plot, isColumns, from, to) {
  const { scale, floor, width, steps, begin, end, resolution } = plot;
  const axis = svg("g", { class: "times" });
  const room = width - PLOT.left - PLOT.right;
  const isNamed = isColumns && resolution !== "day";
  const ticks = isNamed && (end - begin + 1) * 72 <= room ? stepTicks(steps.slice(begin, end + 1), resolution) : timeTicks(from, to, room);
  const stepOf = (day) => steps.find((one) => one.end >= day);
  for (const { day, isDay, step = isNamed ? stepOf(day) : null, text, year } of ticks) {
    const at = step ? scale.middle(step) : scale.x(isDay ? day + 0.5 : day);
    const x = Math.min(Math.max(at, PLOT.left + 10), width - 22);
    axis.append(svg("path", { class: "tick", d: `M${px(at)} ${floor}v5` }));
    axis.append(svg("text", { x: px(x), y: floor + 21, "text-anchor": "middle" }, text));
    if (year) axis.append(svg("text", { x: px(x), y: floor + 38, "text-anchor": "middle", class: "strong" }, year));
  }
  return axis;
}

function gapMarks({ steps, begin, end, scale, floor, top }) {
  const marks = svg("g", { class: "gaps" });
  for (const gap of gapsOf(steps, begin, end)) {
    const [left, right] = [scale.x(gap.start), scale.x(gap.end + 1)];
    const size = { x: px(left), y: top, width: px(Math.max(1, right - left)), height: floor - top };
    marks.append(svg("rect", { ...size, class: `ground ${gap.state}` }), svg("rect", { ...size, fill: `url(#plot-${gap.state})` }));
    if (right - left < 24) continue;
    const [x, middle] = [px((left + right) / 2 + 4), (top + floor) / 2];
    marks.append(svg("text", { class: "gap", "text-anchor": "middle", transform: `translate(${x} ${middle}) rotate(-90)` }, GAP_WORDS[gap.state]));
  }
  return marks;
}

function lines(plot) {
  const { steps, begin, end, scale, y, floor } = plot;
  const count = linePaths(steps, begin, end, (step) => step.count, scale, y, floor);
  const people = linePaths(steps, begin, end, (step) => step.uniques, scale, y, floor);
  const marks = svg(
    "g",
    { class: "lines" },
    svg("path", { d: plot.isLevel ? "" : count.area, fill: "url(#plot-count)" }),
    svg("path", { d: people.area, class: "under" }),
    svg("path", { d: people.area, fill: "url(#plot-people)" }),
    svg("path", { d: count.line, class: "line count" }),
    svg("path", { d: people.line, class: "line people" }),
  );
  for (const [x, top] of count.dots) marks.append(svg("circle", { cx: px(x), cy: px(top), r: 2.5, class: "dot count" }));
  for (const [x, top] of people.dots) marks.append(svg("circle", { cx: px(x), cy: px(top), r: 2.5, class: "dot people" }));
  const edges = (step) => [scale.x(step.start), scale.x(step.end + 1)];
  const { ringed, dashed } = partMarks(plot);
  for (const step of ringed) marks.append(svg("circle", { cx: px(scale.middle(step)), cy: px(y(step.count)), r: 3, class: "ring count" }));
  marks.append(svg("path", { d: basePath(dashed, edges, floor - 2), class: "part" }));
  marks.append(svg("path", { d: basePath(withoutPeople(plot), edges, floor - 5), class: "part people" }));
  return marks;
}

/** The days that were seen in part: each has a ring where there is space for them, and so has the newest one; others are marked on the base. */
function partMarks({ steps, begin, end, scale }) {
  const parts = steps.slice(begin, end + 1).filter(({ state, count }) => state === "partial" && count !== null);
  const ringed = parts.filter((step) => scale.width >= 3 || step === steps[end]);
  return { ringed, dashed: parts.filter((step) => !ringed.includes(step)) };
}

/** The steps of which only the people are unknown, which would look like nobody; none where no people are shown at all. */
function withoutPeople(plot) {
  const shown = plot.steps.slice(plot.begin, plot.end + 1);
  return showsPeople(plot) ? shown.filter(({ count, uniques }) => count !== null && uniques === null) : [];
}

/** Whether people have a line or columns: those of a month are never known. */
function showsPeople({ steps, begin, end, resolution }) {
  return resolution !== "month" && steps.slice(begin, end + 1).some(({ uniques }) => uniques !== null);
}

/** Whether every known day comes from an import: then the rail would say nothing. */
function isAllImported({ repository, metric, steps, begin, end }) {
  const { first, count, marks } = repository[metric];
  let isAny = false;
  for (let day = steps[begin].start; day <= steps[end].end; day += 1) {
    if ((count[day - first] ?? null) === null) continue;
    isAny = true;
    if (!marks.get(day)?.some(({ kind }) => kind === "imported")) return false;
  }
  return isAny;
}

/** A column for the count and, where people are known, one beside it: the form of the charts in a report. */
function columns(plot) {
  const { steps, begin, end, scale, y, floor } = plot;
  const ofCounts = showsPeople(plot) ? [0, 0.5] : [0, 1];
  const path = (value, part, least) => columnPath(steps, begin, end, value, { scale, y, floor, part, least });
  const bounds = path((step) => (isPart(step) ? step.count : null), ofCounts, 3);
  const edges = (step) => {
    const [left, right] = columnEdges(scale, step, 0.76);
    return [(left + right) / 2 + 1, right];
  };
  return svg(
    "g",
    { class: "columns" },
    svg("path", { d: path((step) => (isPart(step) ? null : step.count), ofCounts), class: "column count" }),
    svg("path", { d: bounds, class: "column-ground" }),
    svg("path", { d: bounds, class: "column bound", fill: "url(#plot-bound)" }),
    svg("path", { d: path((step) => (plot.resolution === "month" ? null : step.uniques), [0.5, 1]), class: "column people" }),
    svg("path", { d: basePath(withoutPeople(plot), edges, floor - 5), class: "part people" }),
  );
}

/** A rail below the axis: imported, late and corrected days. */
function dayMarks(plot) {
  const { repository, metric, resolution, steps, begin, end, scale, floor } = plot;
  const rail = svg("g", { class: "rail" });
  const { marks } = repository[metric];
  if (resolution !== "day" || marks.size === 0) return rail;
  for (const kind of ["imported", "late", "corrected"]) {
    if (kind === "imported" && isAllImported(plot)) continue;
    let path = "";
    for (let index = begin; index <= end; index += 1) {
      const { start } = steps[index];
      if (!marks.get(start)?.some((mark) => mark.kind === kind)) continue;
      path += `M${px(scale.x(start))} ${floor + 2.5}h${px(Math.max(1.5, scale.width))}`;
    }
    if (path) rail.append(svg("path", { d: path, class: kind }));
  }
  return rail;
}

function beforeLine({ steps, begin, end, scale, y, floor }, before) {
  const value = (step) => before[step.index];
  const shown = steps.slice(begin, end + 1).map((step, index) => ({ ...step, index }));
  return svg("path", { class: "before", d: linePaths(shown, 0, shown.length - 1, value, scale, y, floor).line });
}

function beforeTicks({ steps, begin, scale, y }, before) {
  let path = "";
  before.forEach((count, index) => {
    if (count === null) return;
    const [left, right] = columnEdges(scale, steps[begin + index], 0.9);
    path += `M${px(left)} ${px(y(count))}H${px(right)}`;
  });
  return svg("path", { class: "before ticks", d: path });
}

function peakLabels({ isLevel, steps, begin, end, scale, y, width }, isColumns) {
  const labels = svg("g", { class: "peaks" });
  const newest = steps.slice(begin, end + 1).findLastIndex(({ count }) => count !== null);
  const labelled = isLevel ? [begin + newest].filter((index) => index >= begin) : peaksOf(steps, begin, end, scale);
  for (const index of labelled) {
    const step = steps[index];
    const [x, top] = [scale.middle(step), y(step.count)];
    const isRight = x < width - 80;
    if (isColumns) {
      labels.append(svg("text", { x: px(x), y: px(top - 6), "text-anchor": "middle" }, grouped(step.count)));
      continue;
    }
    labels.append(svg("circle", { cx: px(x), cy: px(top), r: 3, class: step.state === "partial" ? "ring count" : "dot count" }));
    if (isLevel) {
      labels.append(svg("text", { x: px(Math.min(x + 4, width - 4)), y: px(top - 9), "text-anchor": "end" }, grouped(step.count)));
      continue;
    }
    labels.append(svg("text", { x: px(isRight ? x + 8 : x - 8), y: px(top + 4), "text-anchor": isRight ? "start" : "end" }, grouped(step.count)));
  }
  return labels;
}

/** Marks the step that is read out. */
function drawCursor({ cursor, scale, y, floor, top }, step) {
  cursor.replaceChildren();
  if (!step) return;
  const x = px(scale.middle(step));
  cursor.append(svg("path", { class: "crosshair", d: `M${x} ${top}V${floor}` }));
  if (step.count !== null) cursor.append(svg("circle", { cx: x, cy: px(y(step.count)), r: 4, class: "dot count" }));
  if (step.uniques !== null) cursor.append(svg("circle", { cx: x, cy: px(y(step.uniques)), r: 4, class: "dot people" }));
}
