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

/** From the newest to the oldest: the label is left out where it would lie on another one. */
function flagMarks({ scale, floor, width, top }, rows) {
  const [lines, labels] = [svg("g"), svg("g", { class: "flags" })];
  rows.forEach(({ kind, flags }, row) => {
    const y = 4 + row * FLAG.row;
    let [free, faint] = [width + 4, width + 14];
    for (const { label, day } of [...flags].sort((one, two) => two.day - one.day)) {
      const x = px((scale.x(day) + scale.x(day + 1)) / 2);
      const text = shortened(label, FLAG[kind]);
      const half = halfWidth(text);
      const middle = Math.min(Math.max(x, PLOT.left + half), width - half);
      const fits = middle + half + 4 <= free;
      // Where flags are many, lines would become a grid.
      if (!fits && faint - x < 14) continue;
      faint = x;
      lines.append(svg("path", { class: fits ? "leader" : "leader faint", d: `M${x} ${fits ? y + 20 : top}V${floor}` }));
      if (!fits) continue;
      labels.append(svg("rect", { x: px(middle - half), y, width: px(2 * half), height: 20, rx: kind === "event" ? 4 : 10, class: `pill ${kind}` }));
      labels.append(svg("text", { x: px(middle), y: y + 14, "text-anchor": "middle" }, text));
      free = middle - half;
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
