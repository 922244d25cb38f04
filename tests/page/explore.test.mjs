// Exploring: hover, tap, brush, drag, keyboard, choices, address, table and download.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { at, drag, eventually, hashOf, launch, open } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

/** The data of a page as its script reads them. */
const dataOf = async (page) => JSON.parse(await page.locator("#data").textContent());

test("hovering shows every value of the day with its state", async () => {
  const { page, plot, tip, check } = await open(browser, "everyday");
  await page.mouse.move(...(await at(plot, 0.5)));
  await tip.waitFor();
  const text = await tip.innerText();
  assert.match(text, /^\w{3}, \d+ \w{3} 20\d\d/);
  assert.match(text, /Views\s+[\d,]+\s+Unique visitors\s+[\d,]+\s+Complete/);
  // The number is that of the day in the data.
  const { first, views } = (await dataOf(page)).repositories[0];
  const when = new Date(`${text.split("\n")[0].slice(5)} UTC`);
  const index = (when - new Date(`${first}T00:00:00Z`)) / 86400000;
  const shown = text.match(/Views\s+([\d,]+)/)[1].replaceAll(",", "");
  assert.equal(Number(shown), views.count[index]);
  await page.mouse.move(5, 5);
  assert.equal(await tip.isVisible(), false);
  await check();
});

test("days that are not plain are said to be so", async () => {
  const { page, plot, tip, check } = await open(browser, "marked", { hash: "from=2026-07-25" });
  const seen = new Set();
  await plot.focus();
  await page.keyboard.press("Home");
  for (let day = 0; day < 120; day += 1) {
    seen.add((await tip.locator(".states").innerText()).replace(/\d+ \w+ 20\d\d/g, "DAY").replace(/[\d,]+ → [\d,]+/, "A → B"));
    await page.keyboard.press("ArrowRight");
  }
  for (const state of [
    "Complete",
    "Complete; imported from github-repo-stats",
    "Unknown",
    "Doubtful: GitHub's answer is 0, which the weeks before make nearly impossible",
    "A zero that waits for a second answer",
    "At least, seen before the day had ended",
    "Complete; published late, on DAY",
    "Complete; corrected by GitHub on DAY: count A → B",
  ]) {
    assert.ok(seen.has(state), `${state} is not in ${[...seen].join(" | ")}`);
  }
  const legend = await page.locator("#legend").innerText();
  for (const word of ["no data", "doubtful zeros", "imported", "published late", "corrected by GitHub"]) {
    assert.ok(legend.includes(word), `${word}: ${legend}`);
  }
  await check();
});

test("events are above the releases, and read out with their day", async () => {
  const { page, plot, tip, check } = await open(browser, "marked", { hash: "from=2026-07-25" });
  const label = (text) => page.locator("#plot .flags text", { hasText: text });
  // The eight that its label lies on are counted.
  assert.equal(await label("Talk").innerHTML(), "Talk +8");
  assert.equal(await page.locator("#plot").getByText("Next year").count(), 0, "it is still to come");
  const [event, release] = [await label("Show HN").boundingBox(), await label("v1.1").boundingBox()];
  assert.ok(event.y + event.height <= release.y + 1, `${event.y} ${release.y}`);
  await plot.focus();
  await page.keyboard.press("End");
  assert.match(await tip.innerText(), /\sTalk$/);
  assert.match(await page.locator("#live").innerText(), /; event: Talk$/);
  for (let day = 0; day < 9; day += 1) await page.keyboard.press("ArrowLeft");
  assert.deepEqual(await tip.locator(".happened").allInnerTexts(), [
    ...[0, 1, 2, 3, 4].map((index) => `Stop ${index} of the tour`),
    "and 3 more events",
  ]);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await tip.locator(".happened").count(), 0);
  await page.locator("[value='month']").click();
  await page.locator("#table summary").click();
  await eventually(async () => assert.match(await page.locator("#table tbody tr").last().innerText(), /Stop 0 of the tour, .*, Stop 7 of the tour, Talk$/));
  await check();
});

test("no line is drawn across unknown days", async () => {
  const { page, check } = await open(browser, "marked", { hash: "from=2026-07-25" });
  const runs = await page.evaluate(() => document.querySelector(".line.count").getAttribute("d").match(/M/g).length);
  // The unknown days, the doubtful ones and the zeros that wait each end a line; the doubtful ones at the end are none.
  assert.equal(runs, 4);
  assert.equal(await page.locator("#plot .gaps rect.ground").count(), 4);
  await check();
});

test("the strip is brushed, moved and resized", async () => {
  const { page, strip, check } = await open(browser, "everyday");
  // A new window on the ground outside of the old one, once the old one is small.
  await page.locator("[value='30']").click();
  await drag(page, await at(strip, 0.3), await at(strip, 0.5));
  const brushed = await hashOf(page);
  assert.ok(brushed.from < brushed.to && brushed.to < "2026-07-01", JSON.stringify(brushed));
  // The window is moved as a whole.
  await drag(page, await at(strip, 0.4), await at(strip, 0.6));
  const moved = await hashOf(page);
  const days = ({ from, to }) => (new Date(to) - new Date(from)) / 86400000;
  assert.equal(days(moved), days(brushed));
  assert.ok(moved.from > brushed.from);
  // A handle resizes it.
  const handle = page.locator("#strip .handle.from");
  await drag(page, await at(handle, 0.5), await at(strip, 0.1));
  const resized = await hashOf(page);
  assert.equal(resized.to, moved.to);
  assert.ok(resized.from < brushed.from);
  // A click beside it brings it there.
  await page.locator("[value='30']").click();
  await page.mouse.click(...(await at(strip, 0.3)));
  const clicked = await hashOf(page);
  assert.equal(days(clicked), 29);
  assert.ok(clicked.from > "2026-01-15" && clicked.to < "2026-03-20", JSON.stringify(clicked));
  await page.evaluate((hash) => (location.hash = hash), new URLSearchParams(resized).toString());
  await eventually(async () => assert.equal((await hashOf(page)).from, resized.from));
  // And so do the keys on it.
  await handle.focus();
  await page.keyboard.press("ArrowRight");
  const next = new Date(new Date(resized.from).getTime() + 86400000).toISOString().slice(0, 10);
  assert.equal((await hashOf(page)).from, next);
  assert.match(await handle.getAttribute("aria-valuetext"), /20\d\d$/);
  await check();
});

test("dragging over the chart zooms and Escape shows everything", async () => {
  const { page, plot, check } = await open(browser, "everyday");
  await drag(page, await at(plot, 0.4), await at(plot, 0.6));
  const zoomed = await hashOf(page);
  assert.ok(zoomed.from > "2026-01-01" && zoomed.to < "2026-09-01", JSON.stringify(zoomed));
  await plot.focus();
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await page.locator("#series-range").innerText(), "Per day, 18 Oct 2025 – 21 Nov 2026"));
  await check();
});

test("the keyboard moves the day, zooms and is heard", async () => {
  const { page, plot, tip, check } = await open(browser, "everyday");
  await plot.focus();
  await page.keyboard.press("End");
  assert.match(await tip.innerText(), /^Sat, 21 Nov 2026/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await tip.innerText(), /^Fri, 20 Nov 2026/);
  assert.match(await page.locator("#live").innerText(), /^Fri, 20 Nov 2026; [\d,]+ views; [\d,]+ unique visitors; complete/);
  assert.equal(await plot.getAttribute("aria-valuetext"), "Fri, 20 Nov 2026");
  await page.keyboard.press("+");
  const half = await hashOf(page);
  await page.keyboard.press("+");
  const quarter = await hashOf(page);
  assert.ok(quarter.from > half.from, JSON.stringify([half, quarter]));
  await page.keyboard.press("-");
  await page.keyboard.press("-");
  assert.equal((await hashOf(page)).to ?? "2026-11-21", "2026-11-21");
  await page.keyboard.press("Home");
  assert.match(await tip.innerText(), /^Sat, 18 Oct 2025/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await tip.innerText(), /^Sat, 18 Oct 2025/);
  await check();
});

test("weeks have the uniques that GitHub gave and months have none", async () => {
  const { page, plot, tip, check } = await open(browser, "everyday");
  await page.locator("[value='week']").click();
  await eventually(async () => assert.match(await page.locator("#series-range").innerText(), /^Per week/));
  await plot.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const { week_first, first, views } = (await dataOf(page)).repositories[0];
  assert.ok(first && week_first <= 0);
  const uniques = views.week_uniques.at(-2).toLocaleString("en-US");
  assert.match(await tip.innerText(), new RegExp(`Unique visitors\\s+${uniques}`));
  await page.locator("[value='month']").click();
  await eventually(async () => assert.match(await page.locator("#series-range").innerText(), /^Per month/));
  await plot.focus();
  await page.keyboard.press("End");
  assert.match(await tip.innerText(), /^November 2026\s+Views\s+≥ [\d,]+\s+At least: until 21 Nov 2026, 21 of 30 days known/);
  await eventually(async () => assert.match(await page.locator("#remark").innerText(), /unique visitors of a month are unknown/));
  assert.equal(await page.locator("#plot .column.people").getAttribute("d"), "");
  await check();
});

test("periods are compared over the days that are known whole in both", async () => {
  const { page, check } = await open(browser, "everyday");
  await page.locator("[value='30']").click();
  await page.locator("#compare").selectOption("period");
  await eventually(async () => assert.match(await page.locator("#comparison").innerText(), /views against [\d,]+ in the 30 days before \([+−]\d+%\), all days known whole\./));
  await page.locator("#compare").selectOption("year");
  await eventually(async () => assert.match(await page.locator("#comparison").innerText(), /views against [\d,]+ 52 weeks before .* all days known whole\./));
  await page.locator("[value='all']").click();
  await eventually(async () => assert.match(await page.locator("#comparison").innerText(), /^On 36 of 400 days, those seen whole now and 52 weeks before: [\d,]+ views against [\d,]+ \(too few days for a percentage\)\.$/));
  assert.equal((await hashOf(page)).compare, "year");
  // A month that is not over is not held against a whole one, neither in the chart nor in the table.
  await page.locator("[value='month']").click();
  await page.locator("#table summary").click();
  const rows = async () => (await page.locator("#table tr").allInnerTexts()).map((row) => row.split("\t"));
  await eventually(async () => assert.deepEqual((await rows())[0].slice(4, 7), ["Known days", "Compared with", "Views then"]));
  const newest = (await rows()).at(-1);
  assert.deepEqual([newest[0], newest[6]], ["2026-11-01", "–"]);
  await page.locator("#compare").selectOption("none");
  await eventually(async () => assert.ok(!(await rows())[0].includes("Views then")));
  await check();
});

test("the address holds the choices and brings them back", async () => {
  const hash = "repository=octo%2Fgaps&metric=clones&resolution=week&from=2026-06-01&to=2026-09-13&compare=year";
  const { page, check } = await open(browser, "several", { hash });
  assert.equal(await page.locator("#repository").innerText(), "octo/gaps");
  assert.equal(await page.title(), "Traffic of octo/gaps");
  assert.equal(await page.locator("#series-range").innerText(), "Per week, 1 Jun – 13 Sep 2026");
  assert.equal(await page.locator("[value='clones']").getAttribute("aria-pressed"), "true");
  const written = await hashOf(page);
  assert.deepEqual(written, Object.fromEntries(new URLSearchParams(hash)));
  // A link within the page, or the button that goes back.
  await page.evaluate(() => (location.hash = "repository=octo/two-weeks"));
  await page.waitForFunction(() => document.title === "Traffic of octo/two-weeks");
  // One end alone keeps the length.
  await page.evaluate(() => (location.hash = "repository=octo/ten-years&to=2021-05-01"));
  await eventually(async () => assert.equal(await page.locator("#series-range").innerText(), "Per day, 2 May 2020 – 1 May 2021"));
  // Nonsense is as nothing.
  await page.evaluate(() => (location.hash = "repository=__proto__&metric=constructor&from=x&to=9999-99-99&resolution=%"));
  await eventually(async () => assert.match(await page.locator("#series-range").innerText(), /^Per /));
  await check();
});

test("repositories are switched, also to one without data", async () => {
  const { page, check } = await open(browser, "several");
  for (const name of await page.locator("#repositories option").allInnerTexts()) {
    await page.locator("#repositories").selectOption({ label: name });
    await page.waitForFunction((title) => document.title === title, `Traffic of ${name.replace(" (no data)", "")}`);
    assert.equal(await page.locator("#nothing").isVisible(), name.endsWith("(no data)"), name);
    for (const metric of ["clones", "views"]) {
      for (const resolution of ["month", "week", "day"]) {
        if (name.endsWith("(no data)")) continue;
        await page.locator(`[value='${metric}']`).click();
        await page.locator(`[value='${resolution}']`).click();
      }
    }
  }
  await check();
});

test("every metric of every repository can be drawn, also one that never changes", async () => {
  const { page, check } = await open(browser, "several");
  for (const name of await page.locator("#repositories option").allInnerTexts()) {
    if (name.endsWith("(no data)")) continue;
    await page.locator("#repositories").selectOption({ label: name });
    await page.waitForFunction((title) => document.title === title, `Traffic of ${name}`);
    for (const metric of await page.locator("#others option").evaluateAll((all) => all.map(({ value }) => value).filter(Boolean))) {
      await page.locator("#others").selectOption(metric);
      await page.waitForTimeout(50);
      const drawn = await page.locator("#series").innerHTML();
      assert.ok(!drawn.includes("NaN"), `${name} ${metric}`);
    }
  }
  await check();
});

test("readings that are all alike are called so", async () => {
  const { page, check } = await open(browser, "even-series");
  const given = await page.locator("#others option[value^='series:']").evaluateAll((all) => all.map(({ value }) => value));
  assert.ok(given.length > 0);
  for (const metric of given) {
    await page.locator("#others").selectOption(metric);
    const change = async () => (await page.locator("#totals dd").allTextContents())[2];
    await eventually(async () => assert.equal(await page.locator("#remark").innerText(), (await change()) === "0" ? "Unchanged in these days." : ""));
  }
  await check();
});

test("a few months are named one by one", async () => {
  const { page, check } = await open(browser, "sparse-month", { hash: "resolution=month" });
  const names = await page.locator("#plot .times text:not(.strong)").allTextContents();
  assert.deepEqual(names, ["Oct", "Nov"]);
  await check();
});

test("a referrer is isolated, crawlers are apart and grey", async () => {
  const { page, check } = await open(browser, "marked");
  const row = page.locator("#referrers .isolate").first();
  await row.click();
  await eventually(async () => assert.equal(await page.locator("#referrers .isolate[aria-pressed=true]").count(), 1));
  assert.equal(await page.locator("#referrers .name-line:not(.faded)").count(), 1);
  assert.equal((await hashOf(page)).referrer, "referrer-0");
  await page.locator("#referrers .isolate[aria-pressed=true]").click();
  await eventually(async () => assert.equal(await page.locator("#referrers .faded").count(), 0));
  assert.match(await page.locator("#referrers").innerText(), /Crawlers\s+Robots that GitHub counts as visitors\.\s+[\s\S]*referrer-2/);
  assert.equal(await page.locator("#referrers .name-line.crawler").count(), 1);
  await check();
});

test("the table is what is shown, and its CSV holds no formula", async () => {
  const { page, check } = await open(browser, "hostile");
  await page.locator("#table summary").click();
  await eventually(async () => assert.equal(await page.locator("#table tbody tr").count(), 60));
  const [series] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
  assert.equal(series.suggestedFilename(), "octo-hostile-views.csv");
  const csv = await readFile(await series.path(), "utf8");
  assert.equal(csv.split("\n")[0], "day,last_day,views,unique_visitors,known_days,state,releases,events");
  assert.equal(csv.trim().split("\n").length, 61);
  await page.locator("#referrers summary").click();
  const [names] = await Promise.all([page.waitForEvent("download"), page.locator("#referrers details p button").first().click()]);
  const text = await readFile(await names.path(), "utf8");
  assert.ok(text.includes(`"'=HYPERLINK(""http://x.invalid"")"`), text);
  for (const line of text.split("\n")) assert.doesNotMatch(line, /^"?[=+@-]/);
  await check();
});

test("a tap reads a day out below the chart of a phone, where it can be seen", async () => {
  const { page, plot, tip, check } = await open(browser, "everyday", { width: 360, hasTouch: true, isMobile: true });
  const [x, y] = await at(plot, 0.6);
  await page.touchscreen.tap(x, y);
  await tip.waitFor();
  const [chart, below] = [await page.locator("#plot svg").boundingBox(), await tip.boundingBox()];
  const height = await page.evaluate(() => innerHeight);
  assert.ok(below.y + below.height <= height, `${below.y} ${below.height} ${height}`);
  assert.ok(below.y >= chart.y + chart.height - 1, "it hides nothing of the chart");
  assert.ok(below.x >= 0 && below.x + below.width <= 360);
  await check();
});

test("stars, forks, downloads and own series are metrics, too", async () => {
  const { page, plot, tip, check } = await open(browser, "marked");
  const { other, length } = (await dataOf(page)).repositories[0];
  // Base64 VLQ of one or more digits, the lowest bit of the first being the sign.
  const read = (code) =>
    code.match(/[g-z0-9+/]*[A-Za-f]/g).map((digits) => {
      const bits = [...digits].reduceRight((sum, digit) => sum * 32 + ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(digit) % 32), 0);
      return bits % 2 === 1 ? -(bits - 1) / 2 : bits / 2;
    });
  const sums = (code) => {
    let sum = 0;
    return read(code).map((difference) => (sum += difference));
  };
  const others = page.locator("#others");
  assert.deepEqual(await others.locator("option:not([hidden])").allInnerTexts(), [
    "Stars given", "Stars in all", "Forks in all", "Downloads", "Downloads in all", "npm",
  ]);
  const choose = async (label, resolution) => {
    await others.selectOption({ label });
    if (resolution) await page.locator(`[value='${resolution}']`).click();
    await eventually(async () => assert.equal(await page.locator("#series-title").innerText(), label));
  };
  const csv = async () => {
    if (!(await page.locator("#csv").isVisible())) await page.locator("#table summary").click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
    const rows = (await readFile(await file.path(), "utf8")).trim().split("\n").map((line) => line.split(","));
    return { name: file.suggestedFilename(), header: rows[0].join(), rows: rows.slice(1) };
  };
  // Stars go back a year further than the traffic.
  await choose("Stars given", "day");
  await page.locator("[data-choice=range] [value=all]").click();
  await eventually(async () => assert.match(await page.locator("#series-range").innerText(), /^Per day, .* 2025 – 21 Nov 2026$/));
  const stars = await csv();
  assert.equal(stars.name, "octo-marked-stars.csv");
  assert.equal(stars.header, "day,last_day,stars,stars_in_all,known_days,state,releases,events");
  assert.equal(stars.rows.length, length + 365);
  assert.deepEqual(stars.rows.map((row) => Number(row[2])), read(other.stars.counts));
  await plot.focus();
  await page.keyboard.press("End");
  assert.match(await tip.innerText(), /Stars\s+≥ \d+\s+At least, seen before the day had ended/);
  // A level has no sums, nothing to compare with, and steps from reading to reading.
  await choose("Stars in all");
  assert.equal(await page.locator("#compare").isVisible(), false);
  const totals = await csv();
  assert.equal(totals.header, "day,last_day,stars_in_all,read_on,state,releases,events");
  assert.deepEqual(totals.rows.map((row) => Number(row[2])), sums(other.totals.stars.values).slice(-totals.rows.length));
  assert.match(await page.locator("#totals").innerText(), /^stars in all\s+[\d,]+\s+17 Nov 2026\s+change\s+\+[\d,]+\s+since /);
  await plot.focus();
  await page.keyboard.press("End");
  const last = await tip.innerText();
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await tip.innerText(), last);
  assert.match(await tip.innerText(), /^Tue, 10 Nov 2026\s+Stars in all\s+[\d,]+\s+Read on this day/);
  // Of old downloads the weeks are known, but not their days.
  await choose("Downloads", "week");
  const weeks = (await csv()).rows;
  const known = weeks.filter((row) => row[0] < "2026-10-01");
  assert.ok(known.length > 5 && known.every((row) => row[2] === "42"), JSON.stringify(known));
  await page.locator("[value='day']").click();
  await eventually(async () => assert.notEqual(await page.locator("#plot .gaps rect.ground").count(), 0));
  await choose("npm", "day");
  const npm = await csv();
  assert.equal(npm.header, "day,last_day,npm,read_on,state,releases,events");
  assert.deepEqual(npm.rows.map((row) => Number(row[2])), sums(other.series.npm.values).slice(-npm.rows.length));
  assert.equal((await hashOf(page)).metric, "series:npm");
  // The address brings it back, and a button leads back to the views.
  await page.reload();
  await eventually(async () => assert.equal(await page.locator("#series-title").innerText(), "npm"));
  assert.equal(await others.inputValue(), "series:npm");
  await page.locator("[value='views']").click();
  await eventually(async () => assert.equal(await page.locator("#series-title").innerText(), "Views and unique visitors"));
  assert.equal(await others.inputValue(), "");
  await check();
});
