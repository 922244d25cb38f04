// Elements of the document. Text goes through textContent alone, so no name or title can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element of SVG with attributes and children. */
function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** An element of HTML with attributes and children. */
function html(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children) element.append(child);
  return element;
}

/** An element of the page by its id. */
function byId(id) {
  return document.getElementById(id);
}

/** Hatching for a picture: `unknown` days thinly, `doubtful` ones crossed, `provisional` ones the other way, lower bounds in the colour of the count. */
function hatches(prefix) {
  const pattern = (name, size, path) =>
    svg(
      "pattern",
      { id: `${prefix}-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("path", { d: path, class: `hatch ${name}` }),
    );
  return svg(
    "defs",
    {},
    pattern("unknown", 6, "M0 0v6"),
    pattern("doubtful", 7, "M0 0v7M0 0h7"),
    pattern("provisional", 7, "M0 0h7"),
    pattern("bound", 4, "M0 0v4"),
    gradient(`${prefix}-count`, "count"),
    gradient(`${prefix}-people`, "people"),
  );
}

function gradient(id, name) {
  return svg(
    "linearGradient",
    { id, x2: 0, y2: 1 },
    svg("stop", { class: `band-top ${name}` }),
    svg("stop", { offset: 1, class: `band-bottom ${name}` }),
  );
}

/** Coordinates with one decimal: enough for a screen, and short. */
function px(number) {
  return Math.round(number * 10) / 10;
}
