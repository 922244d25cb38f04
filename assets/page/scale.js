// Scales and axes: where a day and a number lie, and which of them are written.

/** Days from left to right: a day takes the space from `x(day)` to `x(day + 1)`. */
function dayScale(from, to, left, right) {
  const width = (right - left) / (to + 1 - from);
  const x = (day) => left + (day - from) * width;
  // A reading lies on its day, also where it stands for a month.
  const middle = ({ start, end, read }) => (read === undefined ? (x(start) + x(end + 1)) / 2 : x(read + 0.5));
  return { x, width, middle, dayAt: (at) => from + (at - left) / width };
}

/** Round steps from zero to at least `most`, at most `wanted` of them; whole numbers, since counts are. */
function countTicks(most, wanted) {
  const top = Math.max(most, 1);
  const rough = top / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = Math.max(1, [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough && isWhole(factor * power)) * power || 1);
  const ticks = [];
  for (let tick = 0; tick < top + size; tick += size) ticks.push(tick);
  return ticks;
}

/** The same for a level between two numbers, from the last round one below. */
function levelTicks(least, most, wanted) {
  const all = countTicks(Math.max(most - least, 1), wanted);
  const size = all[1];
  const first = Math.floor(least / size) * size;
  const ticks = [first];
  // Readings that are all alike need a scale, too.
  for (let tick = first + size; tick < most + size || ticks.length < 2; tick += size) ticks.push(tick);
  return ticks;
}

function isWhole(number) {
  return number < 1 || Math.abs(number - Math.round(number)) < 1e-9;
}

/** The ticks of the time axis: `{day, text, year}` where `year` begins a new one and `isDay` means the day and not its beginning; never closer than their texts are wide. */
function timeTicks(from, to, width) {
  const days = to - from + 1;
  const most = Math.max(2, Math.floor(width / 72));
  if (days <= most) return dayTicks(from, to, 1);
  if (days <= most * 2) return dayTicks(from, to, 2);
  if (days <= most * 7 && days < 92) return dayTicks(from, to, 7);
  for (const months of [1, 2, 3, 6]) {
    if (days / (30.4 * months) <= most) return monthTicks(from, to, months);
  }
  const years = Math.ceil(days / 365.25 / most);
  return monthTicks(from, to, 12 * years);
}

/** The names of a few columns of weeks or months, each in the middle of its own. */
function stepTicks(steps, resolution) {
  let shown = null;
  return steps.map((step) => {
    const { year, month, date } = civil(step.start);
    const text = resolution === "month" ? MONTHS[month] : `${date} ${MONTHS[month]}`;
    const tick = { step, text, year: year === shown ? "" : String(year) };
    shown = year;
    return tick;
  });
}

function dayTicks(from, to, size) {
  const ticks = [];
  // Weeks begin on Mondays.
  const begin = size === 7 ? from + ((7 - weekday(from)) % 7) : from;
  let shown = null;
  for (let day = begin; day <= to; day += size) {
    const { year, month, date } = civil(day);
    ticks.push({ day, isDay: true, text: `${date} ${MONTHS[month]}`, year: year === shown ? "" : String(year) });
    shown = year;
  }
  return ticks;
}

function monthTicks(from, to, size) {
  const ticks = [];
  const begin = civil(from);
  const isYears = size >= 12;
  let month = isYears ? 12 : Math.ceil((begin.month + (begin.date > 1 ? 1 : 0)) / size) * size;
  if (isYears && begin.month === 0 && begin.date === 1) month = 0;
  let shown = null;
  for (; firstOfMonth(begin.year, month) <= to; month += size) {
    const day = firstOfMonth(begin.year, month);
    const { year, month: name } = civil(day);
    if (isYears) ticks.push({ day, text: String(year), year: "" });
    else ticks.push({ day, text: MONTHS[name], year: year === shown ? "" : String(year) });
    shown = year;
  }
  return ticks;
}
