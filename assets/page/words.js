// What a step, a state and a change are called in words.

const STATE_WORDS = {
  complete: "complete",
  partial: "at least, seen before the day had ended",
  "at-least": "at least",
  provisional: "a zero that waits for a second answer",
  doubtful: "doubtful: GitHub's answer is 0, which the weeks before make nearly impossible",
  unknown: "unknown",
};

const REASON_WORDS = {
  "never-published": "unknown: GitHub never published this day",
  missed: "unknown: nothing was recorded in time",
  unclear: "unknown: GitHub was late, then nothing was recorded",
};

// Days without a number, in the chart and its legend.
const GAP_WORDS = { unknown: "no data", doubtful: "doubtful zeros", provisional: "zeros that wait for a second answer" };

// Events that are read out with a step.
const MOST_EVENTS = 5;

/** How certain the numbers of a step are, and where they come from: one text each. */
function stateTexts(repository, metric, step, resolution) {
  const series = repository[metric];
  if (series.words.isLevel) return [step.count === null ? STATE_WORDS.unknown : resolution === "day" ? "read on this day" : `read on ${dayText(step.read)}`];
  if (resolution !== "day") return [step.state === "at-least" ? boundText(series, step) : STATE_WORDS[step.state], ...markCounts(series, step)];
  const reason = step.state === "unknown" ? series.reasons.get(step.start) : undefined;
  const own = step.state === "partial" ? series.words.partial : undefined;
  const texts = [REASON_WORDS[reason] ?? own ?? STATE_WORDS[step.state]];
  for (const mark of series.marks.get(step.start) ?? []) texts.push(markText(repository, mark));
  return texts;
}

/** Why the count of a week or month is a lower bound: which of its days are unknown, and which were seen in part. */
function boundText(series, step) {
  const { known, days, partial, doubtful, provisional } = step;
  const facts = [];
  if (known < days) facts.push(`${known} of ${days} days known`);
  if (partial > 0) facts.push(`${partial} of ${known < days ? "them" : `${days} days`} in part`);
  if (known < days && doubtful > 0) facts.push(counted(doubtful, "doubtful zero", "doubtful zeros"));
  if (known < days && provisional > 0) facts.push(`${counted(provisional, "zero that waits", "zeros that wait")} for a second answer`);
  if (facts.length === 0) return series.words.partial ?? STATE_WORDS["at-least"];
  const isOpen = known < days && known === daysWithin(series, step);
  const open = !isOpen ? "" : step.end > series.last ? `until ${dayText(series.last)}, ` : `since ${dayText(series.first)}, `;
  return `at least: ${open}${facts.join(", ")}`;
}

/** How many days of a step are imported, were corrected or came late: one text, if any are. */
function markCounts({ marks }, { start, end }) {
  const parts = [];
  for (const [kind, word] of [["imported", "imported"], ["corrected", "corrected by GitHub"], ["late", "published late"]]) {
    let days = 0;
    for (let day = start; day <= end; day += 1) if (marks.get(day)?.some((mark) => mark.kind === kind)) days += 1;
    if (days > 0) parts.push(`${parts.length > 0 ? days : counted(days, "day", "days")} ${word}`);
  }
  return parts.length > 0 ? [parts.join(", ")] : [];
}

function markText(repository, mark) {
  if (mark.kind === "late") return `published late, on ${dayText(mark.on)}`;
  if (mark.kind === "imported") return `imported from ${mark.sources.map((index) => repository.sources[index]).join(", ")}`;
  return `corrected by GitHub on ${dayText(mark.on)}: ${mark.what} ${mark.from} → ${mark.to}`;
}

/** How many days of a step lie between the first and the last day of a metric. */
function daysWithin({ first, last }, { start, end }) {
  return Math.min(end, last) - Math.max(start, first) + 1;
}

/** "1,234 views", "at least 12 views" or "views unknown". */
function countText({ count: [one, many] }, step) {
  if (step.count === null) return `${many} unknown`;
  const bound = isPart(step) ? "at least " : "";
  return bound + counted(step.count, one, many);
}

function peopleText({ people: [one, many] }, step) {
  if (step.uniques === null) return `${many} unknown`;
  const bound = step.state === "partial" ? "at least " : "";
  return bound + counted(step.uniques, one, many);
}

/** The releases published in a step. */
function releasesIn(repository, step) {
  return repository.releases.filter(({ day }) => day >= step.start && day <= step.end);
}

/** The user's events in a step. */
function eventsIn(repository, step) {
  return repository.events.filter(({ day }) => day >= step.start && day <= step.end);
}

/** The texts of the first few, and how many more there are. */
function eventTexts(events) {
  const texts = events.slice(0, MOST_EVENTS).map(({ text }) => text);
  if (events.length > MOST_EVENTS) texts.push(`and ${counted(events.length - MOST_EVENTS, "more event", "more events")}`);
  return texts;
}

/** Everything about a step on one line, to be read aloud. */
function spokenText(repository, metric, step, resolution) {
  const { words } = repository[metric];
  const texts = [stepText(step.start, step.end, resolution), countText(words, step)];
  if (step.uniques !== null) texts.push(peopleText(words, step));
  const states = stateTexts(repository, metric, step, resolution);
  texts.push(...(step.count === null && states[0] === "unknown" ? states.slice(1) : states));
  const releases = releasesIn(repository, step);
  if (releases.length > 0) texts.push(`released: ${releases.map(({ tag }) => tag).join(", ")}`);
  const events = eventTexts(eventsIn(repository, step));
  if (events.length > 0) texts.push(`event: ${events.join(", ")}`);
  return texts.join("; ");
}

/** A change: a difference where numbers are small, a percentage otherwise. */
function changeText(now, before) {
  if (now === before) return "unchanged";
  const sign = now > before ? "+" : "−";
  if (Math.min(now, before) < 20) return sign + grouped(Math.abs(now - before));
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  return percent === 0 ? `${sign}${grouped(Math.abs(now - before))}` : `${sign}${grouped(percent)}%`;
}

/** What a comparison says, with how many days it rests on. */
function comparisonText({ count: [one, many] }, { now, before, both, days }, mode) {
  const other = mode === "year" ? "52 weeks before" : `in the ${counted(days, "day", "days")} before`;
  const periods = mode === "year" ? "now and 52 weeks before" : "in both periods";
  if (both === 0) return `Cannot be compared with ${mode === "year" ? "the days 52 weeks before" : `the ${counted(days, "day", "days")} before`}: no day was seen whole in both.`;
  const numbers = `${counted(now, one, many)} against ${grouped(before)}`;
  if (both === days) return `${numbers} ${other} (${changeText(now, before)}), all days known whole.`;
  // What a few of many days say is no trend.
  const change = both * 2 >= days ? ` (${changeText(now, before)})` : " (too few days for a percentage)";
  return `On ${grouped(both)} of ${counted(days, "day", "days")}, those seen whole ${periods}: ${numbers}${change}.`;
}

const STANDING_WORDS = {
  fine: "",
  frozen: "GitHub publishes no new days at the moment",
  losing: "GitHub publishes no new days, and some may be lost",
  gone: "GitHub does not find this repository",
};

/** The line below the name: when the numbers are from and how complete they are. */
function standingText(repository) {
  const texts = [];
  if (repository.asOf !== null) texts.push(`As of ${timeText(repository.asOf)}`);
  else texts.push(repository.isEmpty ? "No snapshot yet" : "Imported data only");
  if (repository.isEmpty) return `${texts[0]} · no day is known yet`;
  if (!repository.views) return `${texts[0]} · no views and clones are recorded`;
  const { first, last } = repository.views;
  const known = (metric) => sumOf(repository, metric, first, last).known;
  const [views, clones] = [known("views"), known("clones")];
  const days = counted(last - first + 1, "day", "days");
  if (views === clones) texts.push(`${grouped(views)} of ${days} known`);
  else texts.push(`views known for ${grouped(views)} and clones for ${grouped(clones)} of ${days}`);
  if (STANDING_WORDS[repository.state]) texts.push(STANDING_WORDS[repository.state]);
  return texts.join(" · ");
}
