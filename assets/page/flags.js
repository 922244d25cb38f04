// Flags above the time series: a row of the user's events, and below it one of releases, each with a line to its day.

// The height of a row, and how many letters of a label are shown.
const FLAG = { row: 24, event: 24, release: 14 };

/** The rows that have flags in these days. */
function flagRows({ events, releases }, from, to) {
  const isShown = ({ day }) => day >= from && day <= to;
  const rows = [
    { kind: "event", flags: events.filter(isShown).map(({ text, day }) => ({ label: text, day })) },
    { kind: "release", flags: releases.filter(isShown).map(({ tag, day }) => ({ label: tag, day })) },
  ];
  return rows.filter(({ flags }) => flags.length > 0);
}

/** From the newest to the oldest: those that a label would lie on have none, and it says how many more they are. */
function flagMarks({ scale, floor, width, top }, rows) {
  const [lines, labels] = [svg("g"), svg("g", { class: "flags" })];
  rows.forEach(({ kind, flags }, row) => {
    const y = 4 + row * FLAG.row;
    // The label of an older flag ends before that of a newer one.
    let limit = width + 4;
    const placed = (flag, more) => {
      const x = px((scale.x(flag.day) + scale.x(flag.day + 1)) / 2);
      const text = `${shortened(flag.label, FLAG[kind])}${more > 0 ? ` +${more}` : ""}`;
      const half = halfWidth(text);
      return { x, text, half, middle: Math.min(Math.max(x, PLOT.left + half), limit - 4 - half) };
    };
    const left = [...flags].sort((one, two) => one.day - two.day);
    let faint = width + 14;
    while (left.length > 0) {
      const newest = left.pop();
      let more = 0;
      let label = placed(newest, more);
      const isHidden = (flag) => {
        const other = placed(flag, 0);
        return Math.max(other.x, other.middle) + other.half + 4 > label.middle - label.half;
      };
      for (;;) {
        const free = left.findLastIndex((flag) => !isHidden(flag));
        const hidden = left.length - 1 - free;
        if (hidden <= more) break;
        more = hidden;
        label = placed(newest, more);
      }
      const { x, text, half, middle } = label;
      limit = middle - half;
      lines.append(svg("path", { class: "leader", d: `M${x} ${y + 20}V${floor}` }));
      labels.append(svg("rect", { x: px(middle - half), y, width: px(2 * half), height: 20, rx: kind === "event" ? 4 : 10, class: `pill ${kind}` }));
      labels.append(svg("text", { x: px(middle), y: y + 14, "text-anchor": "middle" }, text));
      faint = x;
      for (const flag of left.splice(left.length - more).reverse()) {
        const { x: at } = placed(flag, 0);
        // Where flags are many, lines would become a grid.
        if (faint - at < 14) continue;
        faint = at;
        lines.append(svg("path", { class: "leader faint", d: `M${at} ${top}V${floor}` }));
      }
    }
  });
  return svg("g", {}, lines, labels);
}

/** The first letters of a text; never half of one. */
function shortened(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

/** Half the width of a label with its margin; letters of other scripts are taken for wide ones. */
function halfWidth(text) {
  const widths = [...text].map((letter) => (letter > "\u2e7f" || /[MWmw@%]/.test(letter) ? 5.6 : /[A-Z]/.test(letter) ? 4.1 : 3.4));
  return widths.reduce((sum, width) => sum + width, 9);
}
