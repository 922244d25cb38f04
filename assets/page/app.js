// The page: reads the data, keeps the choices, and draws what they say, at most once a frame.

const data = readDocument(byId("data").textContent);
const app = { chosen: null, choices: null, plot: null, strip: null, index: null, drawn: {}, timers: {}, isQueued: false };

function repository() {
  return data.repositories[app.choices.repository];
}

/** The metric that is shown. */
function series() {
  return repository()[app.choices.metric];
}

function range() {
  return wholeSteps(series(), app.choices, app.choices.resolution);
}

/** What is compared with: levels are not added up, so that there is nothing to compare. */
function comparison() {
  return series().words.isLevel ? "none" : app.choices.mode;
}

/** How many days before a step that lies with which it is compared; `null` where it is not. */
function compared() {
  const mode = comparison();
  return mode === "none" ? null : shiftOf(range(), mode);
}

/** Takes over changes of what is chosen, and draws them with the next frame. */
function choose(changes) {
  app.chosen = { ...app.chosen, ...changes };
  app.choices = shownOf(data, app.chosen);
  app.index = null;
  queue();
}

function queue() {
  if (app.isQueued) return;
  app.isQueued = true;
  requestAnimationFrame(() => {
    app.isQueued = false;
    draw();
  });
}

/** Later, and only once: for what need not follow a brush in every frame. */
function later(name, milliseconds, action) {
  clearTimeout(app.timers[name]);
  app.timers[name] = setTimeout(action, milliseconds);
}

function draw() {
  const current = repository();
  drawHeader(current);
  if (current.isEmpty) {
    clearTimeout(app.timers.slow);
    writeHash();
    return;
  }
  const { metric, resolution, from, to } = app.choices;
  const mode = comparison();
  const shown = { repository: current, metric, resolution, range: range(), mode };
  shown.isWidened = shown.range.from < from || shown.range.to > to;
  // What is hidden has no width to draw in.
  drawControls(current);
  const stripKey = [current.name, metric, byId("strip").clientWidth].join();
  if (app.drawn.strip !== stripKey) {
    app.drawn.strip = stripKey;
    app.strip = drawStrip(byId("strip"), shown);
  }
  app.plot = drawPlot(byId("plot"), shown);
  placeWindow(app.window, app.strip, series(), shown.range);
  drawTotals(shown);
  drawLegend({ plot: app.plot, mode });
  readOut(app.index);
  const isFirst = app.drawn.lists === undefined;
  const slow = () => {
    drawAllLists(current, shown.range);
    if (byId("table").open) fillSeriesTable();
    writeHash();
  };
  if (isFirst) slow();
  else later("slow", 120, slow);
}

function drawAllLists(current, shown) {
  const { referrer, path } = app.choices;
  // The newest list comes up to three days after the newest day; of earlier ranges it is not part.
  const listed = { ...shown, listsTo: shown.to >= series().last ? Infinity : shown.to };
  const names = [current.name, ...Object.values(listed)].join("\n");
  const key = [names, referrer, path, byId("lists").clientWidth].join("\n");
  if (app.drawn.lists === key) return;
  const isSame = app.drawn.names === names;
  Object.assign(app.drawn, { lists: key, names });
  const focused = document.activeElement?.closest("#lists .isolate");
  const card = focused?.closest(".card");
  drawLists(byId("referrers"), "referrers", current, listed, isolation("referrer"), isSame);
  drawLists(byId("paths"), "paths", current, listed, isolation("path"), isSame);
  // Its row may have been made again.
  if (focused?.isConnected === false) {
    [...card.querySelectorAll(".isolate")].find(({ textContent }) => textContent === focused.textContent)?.focus();
  }
}

/** The isolated name of a kind of lists. */
function isolation(kind) {
  return { get: () => app.choices[kind], set: (name) => choose({ [kind]: name }) };
}

function fillSeriesTable() {
  const { titles, rows } = withoutRepeats(seriesTable(app.plot, compared()), app.choices.resolution);
  fillTable(byId("table").querySelector("table"), titles, rows);
}

function writeHash() {
  const hash = hashOf(data, app.chosen, app.choices);
  if (hash === location.hash.slice(1)) return;
  try {
    history.replaceState(null, "", `#${hash}`);
  } catch {
    // Some browsers limit how often; the next change writes it.
  }
}

/** Says what is shown, once it is drawn. */
function tell() {
  later("tell", 200, () => {
    const shown = ["series-title", "series-range", "totals", "comparison"].map(byId).filter(({ hidden }) => !hidden);
    byId("live").textContent = shown.map(({ innerText }) => innerText.replace(/\s+/g, " ")).join(". ");
  });
}

/** Shows the step that is read out; `null` shows none. */
function readOut(index, isSpoken = false) {
  app.index = index;
  const { plot, reader } = app;
  if (!plot) return;
  drawCursor(plot, index === null ? null : plot.steps[index]);
  reader.tip.hidden = index === null;
  const { slider } = reader;
  slider.setAttribute("aria-valuemin", plot.begin);
  slider.setAttribute("aria-valuemax", plot.end);
  const step = plot.steps[index ?? plot.end];
  slider.setAttribute("aria-valuenow", index ?? plot.end);
  slider.setAttribute("aria-valuetext", stepText(step.start, step.end, plot.resolution));
  if (index === null) return;
  fillTip(reader.tip, plot, index, comparison(), compared());
  placeTip(reader.tip, plot, index);
  if (!isSpoken) return;
  bringIntoView(reader.tip);
  byId("live").textContent = spokenText(plot.repository, plot.metric, step, plot.resolution);
}

/** Moves the read-out by the keyboard, and the range with it where it would leave it. */
function readStep(wanted) {
  const { steps, begin, end } = app.plot;
  const index = Math.min(Math.max(wanted, 0), steps.length - 1);
  if (index < begin || index > end) {
    const [length, step] = [app.choices.to - app.choices.from, steps[index]];
    if (index < begin) moveRange(step.start, length);
    else moveRange(step.end - length, length);
    draw();
  }
  readOut(index, true);
}

function moveRange(from, length) {
  const { first, last } = series();
  const begin = Math.min(Math.max(from, first), Math.max(first, last - length));
  changeRange(begin, begin + length);
}

function changeRange(from, to) {
  choose({ range: rangeChoice(series(), within(series(), from, to)) });
}

/** Zooms around the step that is read out, or the middle; never below a week. */
function zoom(factor) {
  const { from, to } = app.choices;
  const { first, last } = series();
  const index = app.index;
  const centre = index === null ? (from + to + 1) / 2 : app.plot.steps[index].start;
  const least = { day: 7, week: 28, month: 92 }[app.choices.resolution];
  const days = Math.min(Math.max(Math.round((to - from + 1) * factor), least), last - first + 1);
  const part = Math.min(Math.max((centre - from) / (to - from + 1), 0), 1);
  moveRange(Math.round(centre - part * days), days - 1);
  draw();
  if (index !== null) readOut(Math.min(Math.max(index, app.plot.begin), app.plot.end), true);
  byId("live").textContent = `${rangeText(app.choices.from, app.choices.to)}, ${counted(app.choices.to - app.choices.from + 1, "day", "days")}`;
}

function reset() {
  const { first, last } = series();
  choose({ range: { days: "all" }, referrer: null, path: null });
  draw();
  byId("live").textContent = `Everything: ${rangeText(first, last)}`;
}

function listen() {
  for (const group of document.querySelectorAll("[data-choice]")) {
    group.addEventListener("click", ({ target }) => {
      if (target.value === undefined) return;
      if (group.dataset.choice === "range") choose({ range: { days: target.value === "all" ? "all" : Number(target.value) } });
      else choose({ [group.dataset.choice]: target.value });
      tell();
    });
  }
  byId("compare").addEventListener("change", ({ target }) => {
    choose({ mode: target.value });
    tell();
  });
  byId("others").addEventListener("change", ({ target }) => {
    choose({ metric: target.value });
    tell();
  });
  const list = byId("repositories");
  list.append(...data.repositories.map(({ name, isEmpty }) => html("option", {}, isEmpty ? `${name} (no data)` : name)));
  byId("switch").hidden = data.repositories.length < 2;
  list.addEventListener("change", () => choose({ repository: list.selectedIndex }));
  byId("table").addEventListener("toggle", () => byId("table").open && fillSeriesTable());
  byId("csv").addEventListener("click", () => {
    const { header, rows } = seriesTable(app.plot, compared());
    download(`${repository().name}-${app.choices.metric.replace(":", "-")}.csv`, csvText(header, rows));
  });
  addEventListener("hashchange", () => {
    choose(chosenOf(data, location.hash));
  });
  byId("skip").addEventListener("click", (event) => {
    // Its address would be read as a view without choices.
    event.preventDefault();
    app.reader.slider.focus();
  });
  addEventListener("resize", queue);
  addEventListener("beforeprint", draw);
  listenToTheme(byId("theme"));
}

function start() {
  if (data.repositories.length === 0) {
    byId("nothing").hidden = false;
    byId("nothing").textContent = "This ledger holds no repository yet.";
    listenToTheme(byId("theme"));
    return;
  }
  app.chosen = chosenOf(data, location.hash);
  app.choices = shownOf(data, app.chosen);
  byId("lists").append(html("section", { id: "referrers", class: "card" }), html("section", { id: "paths", class: "card" }));
  app.reader = makeReader(byId("plot"));
  app.window = makeWindow(byId("strip"));
  listenToPlot(app.reader, {
    plot: () => app.plot,
    index: () => app.index,
    read: readOut,
    step: readStep,
    change: changeRange,
    zoom,
    reset,
  });
  listenToStrip(byId("strip"), app.window, {
    strip: () => app.strip,
    range,
    chosen: () => ({ from: app.choices.from, to: app.choices.to }),
    resolution: () => app.choices.resolution,
    change: changeRange,
    move: moveRange,
  });
  listen();
  // Hidden cards have no width to draw in.
  drawHeader(repository());
  draw();
}

start();
