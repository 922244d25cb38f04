// Referrers and pages over time: GitHub's lists of ten, each the total of 14 days. Crawlers are apart, in grey.

const LIST_KINDS = {
  referrers: { title: "Referrers", one: "referrer", none: "No referrers are recorded for these days." },
  paths: { title: "Popular pages", one: "page", none: "No pages are recorded for these days." },
};
const SHOWN_NAMES = 8;
/** Lists further apart than this share no day: no line connects them. */
const JOINED_DAYS = 14;

/** The names on the lists of a range, `listsTo` its last one, largest first, with what is drawn of each. */
function namesIn(lists, range) {
  let begin = lists.days.findIndex((day) => day >= range.from);
  if (begin === -1) begin = lists.days.length;
  let end = lists.days.length - 1;
  while (end >= 0 && lists.days[end] > range.listsTo) end -= 1;
  const names = [];
  lists.rows.forEach((rows, name) => {
    const points = [];
    let peak = 0;
    for (const [list, row] of rows) {
      if (list < begin || list > end) continue;
      points.push({ list, day: lists.days[list], ...row });
      peak = Math.max(peak, row.count);
    }
    if (points.length === 0) return;
    const newest = points[points.length - 1];
    names.push({ name, text: lists.names[name], title: lists.titles.get(name), isCrawler: lists.crawlers.has(name), points, peak, newest });
  });
  const isLast = ({ newest }) => (newest.list === end ? newest.count : -1);
  names.sort((one, two) => isLast(two) - isLast(one) || two.peak - one.peak || one.name - two.name);
  return { names, begin, end };
}

/** Draws one card. `isolation` gets and sets the text of the only name that is in colour; `isSame` if nothing else has changed. */
function drawLists(card, kind, repository, range, isolation, isSame) {
  const isolated = isolation.get();
  const lists = repository[kind];
  const { names, begin, end } = namesIn(lists, range);
  const old = card.querySelector("details");
  const people = names.filter(({ isCrawler }) => !isCrawler);
  const crawlers = names.filter(({ isCrawler }) => isCrawler);
  const { title, none } = LIST_KINDS[kind];
  const head = html("header", { class: "head" }, html("div", {}, html("h2", {}, title), html("p", { class: "muted" }, listsText(lists, begin, end))));
  if (names.length === 0) {
    card.replaceChildren(head, html("p", { class: "empty" }, repository.countsOnly ? "Only views and clones are recorded here." : none));
    return;
  }
  // The largest of these days, in the order of the newest list: what brought a peak is drawn, even if it is long gone.
  const largest = new Set([...people].sort((one, two) => two.peak - one.peak).slice(0, SHOWN_NAMES));
  const shown = people.filter((entry) => largest.has(entry));
  // The isolated name has its line and its row, however small it is.
  const chosen = people.find(({ text }) => text === isolated);
  if (chosen && !shown.includes(chosen)) shown.push(chosen);
  shown.forEach((entry, index) => (entry.band = index));
  const robots = crawlers.filter(({ text }, place) => place < 3 || text === isolated);
  const drawn = [...shown, ...robots];
  const effective = drawn.some(({ text }) => text === isolated) ? isolated : null;
  const box = html("div", { class: "plot small" });
  const body = html("div", {}, head, box, namesTable(shown, kind, lists, end, effective, isolation));
  if (crawlers.length > 0) {
    body.append(
      html("h3", {}, "Crawlers"),
      html("p", { class: "muted" }, "Robots that GitHub counts as visitors."),
      namesTable(robots, kind, lists, end, effective, isolation, true),
    );
  }
  if (people.length > shown.length) {
    const more = people.length - shown.length;
    const text = `The names with the most views in a list of these days. ${counted(more, "more is", "more are")} in the table below.`;
    body.append(html("p", { class: "muted more" }, text));
  }
  // The table of all names keeps its scroll and its focus while a name is isolated.
  if (old && isSame) {
    card.firstChild.replaceWith(body);
    pressNames(old, isolation);
  } else {
    const all = allNames(kind, repository, names, isolation);
    all.open = old?.open === true;
    card.replaceChildren(body, all);
  }
  drawNames(box, drawn, range, effective);
}

function listsText(lists, begin, end) {
  if (end < begin) return "Views in 14 days";
  const incomplete = lists.isIncomplete && end === lists.days.length - 1 ? ". The newest list is probably incomplete." : "";
  return `Views in the 14 days before each day, ${rangeText(lists.days[begin], lists.days[end])}${incomplete}`;
}

/** One row a name; its button isolates it. */
function namesTable(names, kind, lists, end, isolated, isolation, isHeadless = false) {
  const body = html("tbody");
  for (const entry of names) {
    const isChosen = entry.text === isolated;
    const key = html("i", { class: entry.isCrawler ? "key crawler" : `key band-${entry.band}` });
    const label = html("span", { class: "label" }, entry.text === "" ? "(without a name)" : entry.text);
    const button = html("button", { type: "button", class: "isolate", "aria-pressed": String(isChosen) }, key, label);
    if (entry.title && entry.title !== entry.text) button.append(html("span", { class: "muted title" }, entry.title));
    button.addEventListener("click", () => isolation.set(isChosen ? null : entry.text));
    const isNow = entry.newest.list === end;
    const row = html("tr", { class: isolated !== null && !isChosen ? "faded" : false }, html("th", { scope: "row" }, button));
    if (isNow) row.append(html("td", {}, grouped(entry.newest.count)), html("td", {}, grouped(entry.newest.uniques)));
    else row.append(html("td", { colspan: 2, class: "past" }, `last on ${dayText(entry.newest.day)}`));
    body.append(row);
  }
  const day = end >= 0 ? `List of ${dayText(lists.days[end])}` : "";
  const head = (text) => html("th", { scope: "col" }, text);
  const first = html("th", { scope: "col" }, html("span", { class: "unseen" }, capital(LIST_KINDS[kind].one)), html("span", { class: "muted" }, day));
  const columns = html("colgroup", {}, html("col"), html("col", { class: "figure" }), html("col", { class: "figure" }));
  return html("table", { class: "names" }, columns, html("thead", { class: isHeadless ? "unseen" : false }, html("tr", {}, first, head("Views"), head("Unique"))), body);
}

function drawNames(box, names, range, isolated) {
  const width = Math.max(260, box.clientWidth);
  const [height, floor, top] = [190, 160, 10];
  const scale = dayScale(range.from, range.to, PLOT.left, width - PLOT.right);
  const shown = isolated === null ? names : names.filter(({ text }) => text === isolated);
  const most = Math.max(1, ...shown.map(({ peak }) => peak));
  const ticks = countTicks(most, 3);
  const y = (number) => floor - (number / ticks[ticks.length - 1]) * (floor - top);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": namesText(names, isolated) });
  picture.append(countAxis({ y, width }, ticks), timeAxis({ scale, floor, width }, false, range.from, range.to));
  picture.append(svg("path", { class: "axis", d: `M${PLOT.left} ${floor + 0.5}H${width - PLOT.right}` }));
  const x = (day) => Math.min(Math.max((scale.x(day) + scale.x(day + 1)) / 2, PLOT.left), width - PLOT.right);
  const lines = svg("g");
  picture.append(lines);
  // Beside an isolated small name those that are too high for its scale are left out.
  for (const entry of names.filter(({ peak }) => peak <= ticks[ticks.length - 1]).reverse()) {
    const isFaded = isolated !== null && entry.text !== isolated;
    const colour = entry.isCrawler ? "crawler" : `band-${entry.band}`;
    let line = "";
    entry.points.forEach((point, index) => {
      const before = entry.points[index - 1];
      const after = entry.points[index + 1];
      const isJoined = (one, two) => one && two && two.list === one.list + 1 && two.day - one.day < JOINED_DAYS;
      line += `${isJoined(before, point) ? "L" : "M"}${px(x(point.day))} ${px(y(point.count))}`;
      if (!isJoined(before, point) && !isJoined(point, after) && !isFaded) {
        lines.append(svg("circle", { cx: px(x(point.day)), cy: px(y(point.count)), r: 2.5, class: `name-dot ${colour}` }));
      }
    });
    lines.append(svg("path", { d: line, class: `name-line ${isFaded ? "faded" : colour}` }));
  }
  box.replaceChildren(picture);
  readNames(box, shown, scale);
}

function namesText(names, isolated) {
  const shown = names.filter(({ text }) => isolated === null || text === isolated);
  const texts = shown.map(({ text, newest }) => `${text}: ${grouped(newest.count)} in the list of ${dayText(newest.day)}`);
  return `Views in 14 days by name. ${texts.join("; ")}`;
}

/** The list nearest to the pointer, with what it says of the names that are drawn. */
function readNames(box, names, scale) {
  const tip = html("div", { class: "tip", hidden: true });
  box.append(tip);
  const days = [...new Set(names.flatMap(({ points }) => points.map(({ day }) => day)))];
  const read = (event) => {
    const x = event.clientX - box.getBoundingClientRect().left;
    const at = scale.dayAt(x) - 0.5;
    const day = days.reduce((best, one) => (Math.abs(one - at) < Math.abs(best - at) ? one : best));
    const found = names.map((entry) => ({ entry, point: entry.points.find((point) => point.day === day) }));
    const rows = found.filter(({ point }) => point).sort((one, two) => two.point.count - one.point.count);
    const row = ({ entry, point }) => {
      const key = html("i", { class: entry.isCrawler ? "key crawler" : `key band-${entry.band}` });
      return html("div", { class: "row" }, html("dt", {}, key, entry.text), html("dd", {}, grouped(point.count)));
    };
    tip.replaceChildren(html("p", { class: "when" }, `Views in the 14 days before ${dayText(day)}`), html("dl", {}, ...rows.map(row)));
    tip.hidden = false;
    const isNarrow = box.clientWidth < 400;
    tip.classList.toggle("docked", isNarrow);
    if (isNarrow) return;
    const right = box.clientWidth - tip.offsetWidth;
    const middle = scale.x(day + 0.5);
    tip.style.left = `${px(Math.max(0, middle + 16 > right ? middle - 16 - tip.offsetWidth : middle + 16))}px`;
    tip.style.top = "0";
  };
  if (days.length === 0) return;
  for (const name of ["pointerdown", "pointermove"]) box.addEventListener(name, read);
  box.addEventListener("pointerup", () => bringIntoView(tip));
  // A finger leaves when it is lifted.
  box.addEventListener("pointerleave", ({ pointerType }) => (tip.hidden = pointerType !== "touch"));
}

/** Every name of the range, folded. */
function allNames(kind, repository, names, isolation) {
  const rows = () =>
    names.map(({ text, title, newest, peak, points }) => [text, title ?? "", isoDay(newest.day), newest.count, newest.uniques, peak, points.length]);
  const header = [LIST_KINDS[kind].one, "title", "last_listed", "views", "unique_visitors", "most_views", "lists"];
  const file = `${repository.name}-${kind}`;
  const details = foldedTable(`All ${names.length} names`, file, header, rows, isolation);
  const each = () => names.flatMap(({ text, points }) => points.map(({ day, count, uniques }) => [text, isoDay(day), count, uniques]));
  const lists = csvButton("Every list as CSV", `${file}-lists`, [LIST_KINDS[kind].one, "list", "views", "unique_visitors"], each);
  details.querySelector("p").append(" ", lists);
  return details;
}
