// Pointer and keyboard over the time series: hover or tap reads a step out, dragging zooms, keys do both.

/** The place for the read-out, and the slider that takes the keys. */
function makeReader(box) {
  const reader = {
    slider: html("div", { class: "slider", role: "slider", tabindex: "0", "aria-label": "Day that is read out", "aria-orientation": "horizontal" }),
    tip: html("div", { class: "tip", hidden: true }),
    selection: html("div", { class: "selection", hidden: true }),
  };
  box.append(reader.slider, reader.selection, reader.tip);
  return reader;
}

/** The step at a horizontal place; null outside of the plot. */
function stepAt(plot, x) {
  const day = plot.scale.dayAt(x);
  for (let index = plot.begin; index <= plot.end; index += 1) {
    if (day >= plot.steps[index].start && day < plot.steps[index].end + 1) return index;
  }
  // Between the readings of a level the nearest one counts.
  const { start } = plot.steps[plot.begin];
  if (!plot.repository[plot.metric].isSparse || day < start || day > plot.steps[plot.end].end + 1) return null;
  const distance = (index) => Math.abs(plot.steps[index].start + 0.5 - day);
  let nearest = plot.begin;
  for (let index = plot.begin; index <= plot.end; index += 1) if (distance(index) < distance(nearest)) nearest = index;
  return nearest;
}

function listenToPlot(reader, state) {
  const { slider, selection, tip } = reader;
  let drag = null;
  const place = (event) => event.clientX - slider.getBoundingClientRect().left;
  const read = (event) => {
    const index = stepAt(state.plot(), place(event));
    if (index !== null) state.read(index, false);
  };
  slider.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !state.plot()) return;
    read(event);
    if (event.pointerType === "touch") return;
    drag = { x: place(event), index: stepAt(state.plot(), place(event)) };
    slider.setPointerCapture(event.pointerId);
  });
  slider.addEventListener("pointermove", (event) => {
    const plot = state.plot();
    if (!plot) return;
    read(event);
    if (!drag || drag.index === null) return;
    const limit = (x) => Math.min(Math.max(x, PLOT.left), plot.width - PLOT.right);
    const [left, right] = [drag.x, place(event)].map(limit).sort((one, two) => one - two);
    selection.hidden = right - left < 4;
    selection.style.top = `${plot.top}px`;
    selection.style.left = `${px(left)}px`;
    selection.style.width = `${px(right - left)}px`;
  });
  slider.addEventListener("pointerup", (event) => {
    const plot = state.plot();
    const at = plot && Math.min(Math.max(place(event), PLOT.left), plot.width - PLOT.right - 0.01);
    const index = plot ? stepAt(plot, at) : null;
    if (drag && drag.index !== null && index !== null && !selection.hidden) {
      const [one, two] = [drag.index, index].sort((a, b) => a - b);
      state.change(plot.steps[one].start, plot.steps[two].end);
    }
    drag = null;
    selection.hidden = true;
    bringIntoView(tip);
  });
  slider.addEventListener("pointercancel", () => {
    drag = null;
    selection.hidden = true;
  });
  slider.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && document.activeElement !== slider) state.read(null, false);
  });
  slider.addEventListener("blur", () => state.read(null, false));
  slider.addEventListener("keydown", (event) => pressed(event, state));
}

function pressed(event, state) {
  if (event.ctrlKey || event.metaKey || event.altKey || !state.plot()) return;
  const { begin, end } = state.plot();
  const index = state.index();
  const actions = {
    ArrowLeft: () => state.step(index === null ? end : index - 1),
    ArrowRight: () => state.step(index === null ? begin : index + 1),
    PageUp: () => state.step((index ?? end) - 7),
    PageDown: () => state.step((index ?? begin) + 7),
    Home: () => state.step(0),
    End: () => state.step(Infinity),
    "+": () => state.zoom(0.5),
    "=": () => state.zoom(0.5),
    "-": () => state.zoom(2),
    Escape: () => state.reset(),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/** Fills the read-out: every value of the step, its state in words, its releases and events, and what it is compared with. */
function fillTip(tip, plot, index, mode, shift) {
  const { steps, repository, metric, resolution } = plot;
  const step = steps[index];
  const rows = [];
  const row = (name, text, kind) =>
    rows.push(html("div", { class: "row" }, html("dt", {}, kind ? html("i", { class: `key ${kind}` }) : "", name), html("dd", {}, text)));
  const number = (value, bound) => (value === null ? "unknown" : `${bound ? "≥ " : ""}${grouped(value)}`);
  const { words } = repository[metric];
  row(words.isGiven ? words.title : capital(words.count[1]), number(step.count, isPart(step)), "count");
  if (words.people && resolution !== "month") row(capital(words.people[1]), number(step.uniques, step.state === "partial"), "people");
  const inAll = totalIn(repository, metric, step);
  if (inAll) row(resolution === "day" ? "In all" : `In all on ${dayText(inAll.day)}`, grouped(inAll.count));
  if (metric === "clones" && resolution === "day" && repository.ci) {
    const day = lastReading(repository.ci, step.start, step.end);
    if (day) row("Of them by CI", number(day.count, repository.ci.state[day.day - repository.ci.first] === "partial"));
  }
  if (mode !== "none") {
    const before = countBefore(repository, metric, step, shift);
    const text = before !== null ? grouped(before) : isPart(step) ? "not compared" : "not known whole";
    row(mode === "year" ? "52 weeks before" : "The period before", text, "before");
  }
  tip.replaceChildren(
    html("p", { class: "when" }, stepText(step.start, step.end, resolution)),
    html("dl", {}, ...rows),
    html("p", { class: "states" }, capital(stateTexts(repository, metric, step, resolution).join("; "))),
  );
  for (const { tag } of releasesIn(repository, step)) tip.append(html("p", { class: "released" }, html("span", { class: "tag" }, tag), " released"));
  for (const text of eventTexts(eventsIn(repository, step))) tip.append(html("p", { class: "happened" }, html("span", { class: "tag" }, text)));
}

/** Puts the read-out beside the step and below the flags; on narrow screens it lies below the chart. */
function placeTip(tip, plot, index) {
  const x = plot.scale.middle(plot.steps[index]);
  const isNarrow = plot.width < 560;
  tip.classList.toggle("docked", isNarrow);
  tip.style.top = isNarrow ? "" : `${plot.top}px`;
  if (isNarrow) {
    tip.style.left = "";
    return;
  }
  const width = tip.offsetWidth;
  const left = x + 16 + width > plot.width ? x - 16 - width : x + 16;
  tip.style.left = `${px(Math.max(0, left))}px`;
}

/** Scrolls to a read-out below its chart, which may be outside of the window; not before a finger is lifted, which may be scrolling itself. */
function bringIntoView(tip) {
  if (tip.classList.contains("docked")) tip.scrollIntoView({ block: "nearest" });
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
