// What stands above the chart: the name of the repository, and the controls that show the choices.

function drawHeader(current) {
  if (app.drawn.header === current.name) return;
  app.drawn.header = current.name;
  app.drawn.lists = undefined;
  const [owner, ...name] = current.name.split("/");
  const title = byId("repository");
  title.replaceChildren(html("span", { class: "muted" }, `${owner}/`), html("wbr"), name.join("/"));
  document.title = `Traffic of ${current.name}`;
  byId("standing").textContent = standingText(current);
  byId("repositories").selectedIndex = app.choices.repository;
  for (const id of ["controls", "series"]) byId(id).hidden = current.isEmpty;
  byId("lists").hidden = current.isEmpty || (current.referrers.days.length === 0 && current.paths.days.length === 0 && !current.countsOnly);
  byId("nothing").hidden = !current.isEmpty;
  if (!current.isEmpty) listMetrics(current);
}

/** The metrics that the repository has; views and clones are buttons. */
function listMetrics(current) {
  const buttons = [...document.querySelectorAll("[data-choice=metric] button")];
  for (const button of buttons) button.hidden = !current.metrics.includes(button.value);
  buttons[0].closest("[data-choice]").hidden = buttons.every(({ hidden }) => hidden);
  const others = current.metrics.filter((metric) => !buttons.some(({ value }) => value === metric));
  byId("other").hidden = others.length === 0;
  const option = (metric) => html("option", { value: metric }, current[metric].words.title);
  const given = others.filter((metric) => current[metric].words.isGiven);
  const own = others.filter((metric) => !given.includes(metric)).map(option);
  const group = given.length > 0 ? [html("optgroup", { label: "Your series" }, ...given.map(option))] : [];
  byId("others").replaceChildren(html("option", { value: "", hidden: true }, "More"), ...own, ...group);
}

function drawControls(current) {
  const { metric, resolution, from, to, mode } = app.choices;
  const days = to - from + 1;
  const { first, last, words } = current[metric];
  const length = last - first + 1;
  const preset = days === length ? "all" : to === last ? String(days) : "";
  // Ranges that are everything are what "All" is.
  for (const button of document.querySelectorAll("[data-choice=range] button")) button.hidden = Number(button.value) >= length;
  byId("strip").hidden = length < 8;
  const others = byId("others");
  others.value = current.metrics.includes(metric) && metric in { views: 0, clones: 0 } ? "" : metric;
  others.classList.toggle("chosen", others.value !== "");
  byId("compare").closest("label").hidden = words.isLevel === true;
  const chosen = { metric, resolution, range: preset };
  for (const group of document.querySelectorAll("[data-choice]")) {
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === chosen[group.dataset.choice]));
    }
  }
  byId("compare").value = mode;
}
