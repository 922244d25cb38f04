// The overview strip: the whole history in small, with the shown range as a window to move and to resize.

const STRIP_HEIGHT = 52;

/** Draws the whole history; gives the scale, which the window over it needs. */
function drawStrip(box, { repository, metric }) {
  const width = Math.max(280, box.clientWidth);
  const { first, last, words } = repository[metric];
  const length = last - first + 1;
  // Days would be a comb of zeros and ones, or more than there are pixels.
  const isLong = repository[metric].hasWeeksAlone || length > 3 * width || (length > 120 && isSparse(stepsOf(repository, metric, "day")));
  const resolution = isLong ? "week" : "day";
  // The window over it has the days of the metric: the first and the last week may have fewer.
  const inside = (step) => ({ ...step, start: Math.max(step.start, first), end: Math.min(step.end, last) });
  const steps = stepsOf(repository, metric, resolution).map(inside);
  const [end, floor] = [steps.length - 1, STRIP_HEIGHT - 4];
  const scale = dayScale(first, last, PLOT.left, width - PLOT.right);
  // A single huge day must not flatten all others: the square root keeps them visible.
  const most = Math.sqrt(steps.reduce((top, { count }) => Math.max(top, count ?? 0), 1));
  // A level grows far from zero.
  const low = words.isLevel ? steps.reduce((least, { count }) => Math.min(least, count ?? least), Infinity) : 0;
  const part = words.isLevel ? (number) => (number - low) / Math.max(1, most ** 2 - low) : (number) => Math.sqrt(number) / most;
  const y = (number) => floor - part(number) * (floor - 6);
  const { area, line } = linePaths(steps, 0, end, (step) => step.count, scale, y, floor);
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${STRIP_HEIGHT}`, width, height: STRIP_HEIGHT, "aria-hidden": "true", focusable: "false" },
    hatches("strip"),
    svg("rect", { x: PLOT.left, y: 2, width: width - PLOT.right - PLOT.left, height: STRIP_HEIGHT - 4, rx: 4, class: "bed" }),
  );
  for (const gap of gapsOf(steps, 0, end)) {
    const [left, right] = [scale.x(gap.start), scale.x(gap.end + 1)];
    const size = { x: px(left), y: 3, width: px(Math.max(0.5, right - left)), height: STRIP_HEIGHT - 6 };
    picture.append(svg("rect", { ...size, fill: `url(#strip-${gap.state})` }));
  }
  picture.append(svg("path", { d: words.isLevel ? "" : area, class: "strip-area" }), svg("path", { d: line, class: "strip-line" }));
  const flags = [...repository.events, ...repository.releases].filter(({ day }) => day >= first && day <= last);
  const ticks = new Set(flags.map(({ day }) => `M${px(scale.x(day))} 3v7`));
  picture.append(svg("path", { class: "axis", d: [...ticks].join("") }));
  box.querySelector("svg")?.remove();
  box.prepend(picture);
  return { scale, width };
}

/** The window with its two handles; they are sliders for the keyboard and for screen readers. */
function makeWindow(box) {
  const handle = (side, label) =>
    html("div", { class: `handle ${side}`, role: "slider", tabindex: "0", "aria-label": label, "aria-orientation": "horizontal" });
  const parts = {
    before: html("div", { class: "shade" }),
    after: html("div", { class: "shade" }),
    frame: html("div", { class: "frame" }),
    from: handle("from", "First day shown"),
    to: handle("to", "Last day shown"),
  };
  box.append(...Object.values(parts));
  return parts;
}

/** Moves the window to the range. */
function placeWindow(parts, { scale, width }, series, range) {
  const [left, right] = [scale.x(range.from), scale.x(range.to + 1)];
  const place = (element, from, to) => {
    element.style.left = `${px(from)}px`;
    element.style.width = `${px(Math.max(0, to - from))}px`;
  };
  place(parts.before, PLOT.left, left);
  place(parts.after, right, width - PLOT.right);
  place(parts.frame, left, right);
  for (const [part, at, day] of [[parts.from, left, range.from], [parts.to, right, range.to]]) {
    part.style.left = `${px(at)}px`;
    part.setAttribute("aria-valuemin", 0);
    part.setAttribute("aria-valuemax", series.last - series.first);
    part.setAttribute("aria-valuenow", day - series.first);
    part.setAttribute("aria-valuetext", dayText(day));
  }
}

/** Dragging: a handle resizes, the window moves, the ground beside it begins a new one, or takes the window there with a click. `change` gets the range. */
function listenToStrip(box, parts, state) {
  let drag = null;
  const dayBelow = (event) => state.strip().scale.dayAt(event.clientX - box.getBoundingClientRect().left);
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !state.strip()) return;
    const [range, chosen] = [state.range(), state.chosen()];
    const day = dayBelow(event);
    const near = 10 / state.strip().scale.width;
    let kind = "new";
    if (event.target === parts.from) kind = "from";
    else if (event.target === parts.to) kind = "to";
    else if (Math.abs(day - range.from) < near) kind = "from";
    else if (Math.abs(day - range.to - 1) < near) kind = "to";
    else if (day > range.from && day < range.to + 1) kind = "move";
    // The range is widened to whole steps: a drag begins with the days that were chosen, so that it does not grow.
    drag = { kind, day, range: chosen, x: event.clientX, isMoved: false };
    box.setPointerCapture(event.pointerId);
    if (event.target.focus && event.target.classList.contains("handle")) event.target.focus();
    event.preventDefault();
  });
  box.addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.isMoved ||= Math.abs(event.clientX - drag.x) > 3;
    if (!drag.isMoved) return;
    const day = dayBelow(event);
    const { from, to } = drag.range;
    if (drag.kind === "from") state.change(Math.min(Math.round(day), to), to);
    else if (drag.kind === "to") state.change(from, Math.max(Math.round(day) - 1, from));
    else if (drag.kind === "move") state.move(Math.round(from + day - drag.day), to - from);
    else state.change(Math.floor(Math.min(day, drag.day)), Math.floor(Math.max(day, drag.day)));
  });
  box.addEventListener("pointerup", () => {
    // A click beside the window brings it there.
    if (drag?.kind === "new" && !drag.isMoved) {
      const days = drag.range.to - drag.range.from;
      state.move(Math.round(drag.day - (days + 1) / 2), days);
    }
    drag = null;
  });
  box.addEventListener("pointercancel", () => (drag = null));
  const keys = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -1e6, End: 1e6 };
  for (const side of ["from", "to"]) {
    parts[side].addEventListener("keydown", (event) => {
      const steps = keys[event.key];
      if (steps === undefined) return;
      event.preventDefault();
      const { from, to } = state.range();
      const resolution = state.resolution();
      if (side === "from") state.change(Math.min(stepsAfter(from, steps, resolution), to), to);
      else state.change(from, Math.max(stepEnd(stepsAfter(to, steps, resolution), resolution), from));
    });
  }
}
