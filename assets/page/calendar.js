// UTC days as numbers (days since 1970-01-01), and how days and numbers are written. No clock is read here.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LONG_MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY_MS = 86400000;

/** The day of an ISO date; NaN if it is none. */
function dayOf(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY_MS : NaN;
}

/** The ISO date of a day. */
function isoDay(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Year, month (0 to 11) and day of the month. */
function civil(day) {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), date: date.getUTCDate() };
}

/** The first day of a month; months beyond December lead into the next year. */
function firstOfMonth(year, month) {
  return Date.UTC(year, month, 1) / DAY_MS;
}

/** 0 for Monday. 1970-01-01 was a Thursday. */
function weekday(day) {
  return (((day + 3) % 7) + 7) % 7;
}

/** The first day of the step (day, week or month) that a day belongs to. */
function stepStart(day, resolution) {
  if (resolution === "week") return day - weekday(day);
  if (resolution === "month") return day - civil(day).date + 1;
  return day;
}

/** The last day of the step that a day belongs to. */
function stepEnd(day, resolution) {
  if (resolution === "week") return day - weekday(day) + 6;
  if (resolution === "month") {
    const { year, month } = civil(day);
    return firstOfMonth(year, month + 1) - 1;
  }
  return day;
}

/** The first day of the step that lies so many steps after that of a day. */
function stepsAfter(day, steps, resolution) {
  if (resolution === "week") return stepStart(day, "week") + 7 * steps;
  if (resolution !== "month") return day + steps;
  const { year, month } = civil(day);
  return firstOfMonth(year, month + steps);
}

/** "21 Nov 2026" */
function dayText(day) {
  const { year, month, date } = civil(day);
  return `${date} ${MONTHS[month]} ${year}`;
}

/** "Sat, 21 Nov 2026" */
function weekdayText(day) {
  return `${WEEKDAYS[weekday(day)]}, ${dayText(day)}`;
}

/** "18 Oct 2025 – 21 Nov 2026", with the year once if it is the same. */
function rangeText(from, to) {
  if (from === to) return dayText(from);
  const one = civil(from);
  const two = civil(to);
  if (one.year !== two.year) return `${dayText(from)} – ${dayText(to)}`;
  if (one.month !== two.month) return `${one.date} ${MONTHS[one.month]} – ${dayText(to)}`;
  return `${one.date} – ${dayText(to)}`;
}

/** A step in words: a day, a week by its days, a month by its name. */
function stepText(start, end, resolution) {
  if (resolution === "day") return weekdayText(start);
  if (resolution === "week") return rangeText(start, end);
  const { year, month } = civil(start);
  return `${LONG_MONTHS[month]} ${year}`;
}

/** "21 Nov 2026, 14:37 UTC" from a time stamp such as 2026-11-21T14:37:00Z. */
function timeText(stamp) {
  return `${dayText(dayOf(stamp.slice(0, 10)))}, ${stamp.slice(11, 16)} UTC`;
}

/** 12345 as "12,345". */
function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number on an axis: 1500 as "1.5k". */
function short(number) {
  for (const [size, unit] of [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
    if (number >= size) return `${Math.round((number / size) * 100) / 100}${unit}`;
  }
  return String(number);
}

/** "1 day", "2 days". */
function counted(number, one, many) {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}
