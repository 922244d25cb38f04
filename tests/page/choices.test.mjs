// Choosing: comparison, whole steps, the skip link, what is said of a choice, another repository, and the lists.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { at, drag, eventually, hashOf, launch, open } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

test("a lower bound is no base of a comparison", async () => {
  const { page, check } = await open(browser, "partial-edge", { hash: "days=30&compare=period" });
  await eventually(async () => assert.match(await page.locator("#comparison").innerText(), /^On 29 of 30 days, those seen whole in both periods: [\d,]+ views against [\d,]+ \(−27%\)\.$/));
  assert.match(await page.locator("#totals").innerText(), /^views\s+≥ /);
  await check();
});

test("whole steps are moved by whole steps, and do not grow", async () => {
  const { page, check } = await open(browser, "decade", { hash: "resolution=month&days=365" });
  const shown = async () => (await page.locator("#series-range").innerText()).match(/, (.*) – (.*?)( ·|$)/).slice(1, 3).map((day) => new Date(`${day} UTC`));
  const months = ([from, to]) => (to - from) / 86400000 / 30.4;
  const before = await shown();
  for (let times = 0; times < 4; times += 1) {
    const frame = await page.locator("#strip .frame").boundingBox();
    const middle = [frame.x + frame.width / 2, frame.y + 20];
    await drag(page, middle, [middle[0] - 40, middle[1]]);
  }
  const after = await shown();
  assert.ok(after[0] < before[0] && Math.abs(months(after) - months(before)) < 1.6, JSON.stringify([before, after]));
  const handle = page.locator("#strip .handle.from");
  await handle.focus();
  for (let times = 0; times < 3; times += 1) await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.equal(Math.round(months([after[0], (await shown())[0]])), 3));
  await check();
});

test("the skip link leads to the chart and changes nothing", async () => {
  const { page, check } = await open(browser, "everyday", { hash: "metric=clones&days=30&compare=period" });
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.className), "slider");
  assert.equal((await hashOf(page)).metric, "clones");
  assert.equal(await page.locator("[value='clones']").getAttribute("aria-pressed"), "true");
  await check();
});

test("what a choice shows is said", async () => {
  const { page, check } = await open(browser, "everyday");
  await page.locator("[value='30']").click();
  await eventually(async () => assert.match(await page.locator("#live").textContent(), /^Views and unique visitors\. Per day, 23 Oct – 21 Nov 2026\. views [\d,]+ 30 days/));
  await check();
});

test("another repository is shown with the same choices", async () => {
  const { page, check } = await open(browser, "several", { hash: "metric=clones&resolution=week&days=90&compare=period" });
  await page.locator("#repositories").selectOption({ label: "octo/gaps" });
  await eventually(async () => assert.deepEqual(await hashOf(page), { repository: "octo/gaps", metric: "clones", resolution: "week", days: "90", compare: "period" }));
  await check();
});

test("the lists of a day are read out, and each name can be isolated", async () => {
  const { page, check } = await open(browser, "everyday");
  const tip = page.locator("#referrers .tip");
  await page.locator("#referrers .plot").scrollIntoViewIfNeeded();
  assert.ok((await page.locator("#referrers .times text").count()) > 2);
  await page.mouse.move(...(await at(page.locator("#referrers .plot"), 0.6)));
  await tip.waitFor();
  const [first, ...rows] = (await tip.innerText()).split("\n").filter(Boolean);
  assert.match(first, /^Views in the 14 days before \d+ \w{3} 2026$/);
  assert.ok(rows.length >= 8 && rows.length % 2 === 0, rows.join());
  // The same numbers are in the lists as CSV.
  await page.locator("#referrers summary").click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#referrers details p button").last().click()]);
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
  assert.equal(lines[0], "referrer,list,views,unique_visitors");
  const day = new Date(`${first.slice("Views in the 14 days before ".length)} UTC`).toISOString().slice(0, 10);
  const said = lines.filter((line) => line.includes(`,${day},`)).map((line) => line.split(",")[2]);
  for (let row = 1; row < rows.length; row += 2) assert.ok(said.includes(rows[row].replaceAll(",", "")), rows[row]);
  // The last name is none of those that have a line.
  const name = page.locator("#referrers details .isolate").last();
  const text = await name.innerText();
  await name.click();
  await eventually(async () => assert.equal((await hashOf(page)).referrer, text));
  assert.equal(await page.locator("#referrers .names .isolate[aria-pressed=true]").innerText(), text);
  assert.equal(await page.locator("#referrers details").evaluate((details) => details.open), true);
  // Of an earlier range no later list is drawn: the next one is of 16 November.
  await page.evaluate(() => (location.hash = "from=2026-11-02&to=2026-11-12"));
  await eventually(async () => assert.match(await page.locator("#referrers .head .muted").innerText(), /^Views in the 14 days before each day, 2 – 9 Nov 2026$/));
  await check();
});

test("a repository without data has an address, too", async () => {
  const { page, check } = await open(browser, "several", { hash: "repository=octo/gaps&days=90" });
  await page.locator("#repositories").selectOption({ label: "octo/empty (no data)" });
  await eventually(async () => assert.deepEqual(await hashOf(page), { repository: "octo/empty" }));
  assert.equal(await page.locator("#standing").innerText(), "No snapshot yet · no day is known yet");
  // Where days would be a comb, another repository is shown by week.
  await page.evaluate(() => (location.hash = "repository=octo/millions"));
  await page.waitForFunction(() => document.title === "Traffic of octo/millions");
  await page.locator("#repositories").selectOption({ label: "octo/sparse" });
  await eventually(async () => assert.match(await page.locator("#series-range").innerText(), /^Per week/));
  await check();
});

test("choices are kept for the way back, and the defaults of a repository are none", async () => {
  const { page, check } = await open(browser, "several");
  const go = async (name, hash) => {
    if (hash !== undefined) await page.evaluate((wanted) => (location.hash = wanted), hash);
    else await page.locator("#repositories").selectOption({ label: name });
    await page.waitForFunction((title) => document.title === title, `Traffic of ${name.replace(" (no data)", "")}`);
  };
  const shows = (text) => eventually(async () => assert.equal(await page.locator("#series-range").innerText(), text));
  const chosen = async () => {
    const { repository, ...rest } = await hashOf(page);
    return rest;
  };
  await go("octo/everyday", "repository=octo/everyday&resolution=month&days=90");
  await go("octo/empty (no data)");
  await go("octo/everyday");
  await shows("Per month, 1 Aug – 21 Nov 2026");
  assert.deepEqual(await chosen(), { resolution: "month", days: "90" });
  // A repository of 41 days shows all of them.
  await go("octo/everyday", "repository=octo/everyday&days=90");
  await go("octo/all-zero");
  await go("octo/everyday");
  await shows("Per day, 24 Aug – 21 Nov 2026");
  // A range that a repository does not have is not shown, and not forgotten.
  await go("octo/millions", "repository=octo/millions&from=2026-01-05&to=2026-02-05");
  await go("octo/quarter");
  assert.deepEqual(await chosen(), {});
  await go("octo/millions");
  await shows("Per day, 5 Jan – 5 Feb 2026");
  // What a repository shows by itself is not what the next one shows.
  await go("octo/sparse", "repository=octo/sparse");
  await eventually(async () => assert.match(await page.locator("#series-range").innerText(), /^Per week/));
  await go("octo/everyday");
  await eventually(async () => assert.match(await page.locator("#series-range").innerText(), /^Per day/));
  assert.deepEqual(await chosen(), {});
  // Neither is a metric.
  await go("octo/other-series", "repository=octo/other-series&from=2026-09-05&to=2026-09-20&referrer=Google");
  await page.locator("#others").selectOption("downloads");
  await shows("Per day, 23 Oct – 21 Nov 2026");
  await go("octo/all-zero");
  await page.locator("[value='clones']").click();
  await go("octo/other-series");
  await page.locator("[value='views']").click();
  await shows("Per day, 5 – 20 Sep 2026");
  assert.deepEqual(await chosen(), { from: "2026-09-05", to: "2026-09-20", referrer: "Google" });
  await check();
});

test("the strip is as wide as the chart, also after a repository without one, and its window reaches as far", async () => {
  const { page, check } = await open(browser, "several");
  for (const name of ["octo/one-day", "octo/ten-years"]) {
    await page.locator("#repositories").selectOption({ label: name });
    await page.waitForFunction((title) => document.title === title, `Traffic of ${name}`);
  }
  const width = (selector) => page.locator(`${selector} svg`).getAttribute("width");
  await eventually(async () => assert.equal(await width("#strip"), await width("#plot")));
  await check();
  const other = await open(browser, "other-series", { hash: "metric=downloads" });
  await eventually(async () => assert.match(await other.page.locator("#totals").innerText(), /^downloads\s+[\d,]+\s+30 days\s/));
  const edge = async (selector) => {
    const { x, width: wide } = await other.page.locator(selector).boundingBox();
    return Math.round(x + wide);
  };
  assert.equal(await edge("#strip .frame"), await edge("#strip .bed"));
  // All days are known, and are what is drawn. The newest reading is of the day after the last one, whatever is shown of it.
  assert.equal((await other.page.locator(".strip-line").getAttribute("d")).match(/[ML]/g).length, 30);
  const inAll = async () => (await other.page.locator("#totals").innerText()).match(/in all\s+.*/s)[0];
  const byDay = await inAll();
  assert.match(byDay, /22 Nov 2026$/);
  await other.page.locator("[value='week']").click();
  await eventually(async () => assert.match(await other.page.locator("#series-range").innerText(), /^Per week/));
  assert.equal(await inAll(), byDay);
  await other.check();
});

test("a week says what is known of its days, and where they come from", async () => {
  const { page, tip, plot, check } = await open(browser, "marked", { hash: "resolution=week" });
  await page.locator("#table summary").click();
  const rows = page.locator("#table tbody tr");
  await eventually(async () => assert.notEqual(await rows.count(), 0));
  const states = (await rows.allInnerTexts()).map((row) => row.split("\t")[5]);
  for (const state of [
    "at least: since 25 Jul 2026, 2 of 7 days known; 2 days imported",
    "complete; 4 days imported",
    "at least: 5 of 7 days known, 2 zeros that wait for a second answer",
    "at least: 6 of 7 days known, 1 doubtful zero; 3 days published late",
    "complete; 1 day corrected by GitHub",
    "at least: 3 of 7 days known, 1 of them in part, 3 doubtful zeros",
  ]) {
    assert.ok(states.includes(state), `${state} is not in ${states.join(" | ")}`);
  }
  await plot.focus();
  await page.keyboard.press("End");
  assert.match(await tip.innerText(), /\sAt least: 3 of 7 days known, 1 of them in part, 3 doubtful zeros\s/);
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
  assert.ok((await readFile(await file.path(), "utf8")).includes(`"${states.at(-1)}"`));
  await page.locator("[value='month']").click();
  await eventually(async () => assert.ok((await rows.allInnerTexts()).some((row) => row.includes("complete; 13 days imported"))));
  await page.evaluate(() => (location.hash = "resolution=week&from=2026-07-27&to=2026-08-09"));
  await eventually(async () => assert.match(await page.locator("#remark").innerText(), /^All of these numbers are imported\./));
  // By day these columns would only repeat the day.
  await page.locator("[value='day']").click();
  await eventually(async () => assert.equal((await page.locator("#table thead").innerText()).trim(), "Day\tViews\tUnique visitors\tState\tReleases\tEvents"));
  await check();
});

test("whole weeks are claimed where they are whole", async () => {
  const { page, check } = await open(browser, "gaps", { hash: "resolution=week&from=2026-06-03&to=2026-09-09" });
  const shows = (text) => eventually(async () => assert.equal(await page.locator("#series-range").innerText(), text));
  await shows("Per week, 1 Jun – 13 Sep 2026 · whole weeks");
  await page.evaluate(() => (location.hash = "resolution=week&days=30"));
  await shows("Per week, 19 Oct – 21 Nov 2026");
  await check();
});

test("an isolated name keeps its place in the table, its colour, and its scale", async () => {
  const { page, check } = await open(browser, "everyday");
  await page.locator("#referrers summary").click();
  await eventually(async () => assert.notEqual(await page.locator("#referrers details .isolate").count(), 0));
  await page.locator("#referrers .scroll").evaluate((scroll) => (scroll.style.maxHeight = "120px"));
  // The last one that is none of the eight above.
  const shown = await page.locator("#referrers .names .label").allInnerTexts();
  const names = await page.locator("#referrers details .isolate").allInnerTexts();
  const last = page.locator("#referrers details .isolate").nth(names.findLastIndex((name) => !shown.includes(name)));
  await last.scrollIntoViewIfNeeded();
  const scrolled = () => page.locator("#referrers .scroll").evaluate(({ scrollTop }) => scrollTop);
  const before = await scrolled();
  assert.ok(before > 0);
  await last.focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await last.getAttribute("aria-pressed"), "true"));
  assert.equal(await scrolled(), before);
  assert.equal(await last.evaluate((button) => document.activeElement === button), true);
  // The ninth name has a colour of its own.
  const keys = await page.locator("#referrers .names .key:not(.crawler)").evaluateAll((all) => all.map((key) => getComputedStyle(key).backgroundColor));
  assert.equal(keys.length, 9);
  assert.equal(new Set(keys).size, 9);
  // No line leads out of the plot.
  const tops = await page.locator("#referrers .name-line").evaluateAll((all) => all.map((line) => (line.getAttribute("d") ? line.getBBox().y : 10)));
  assert.ok(Math.min(...tops) >= 10, tops.join());
  assert.match(await page.locator("#referrers .names thead").first().innerText(), /List of 2\d Nov 2026/);
  assert.match(await page.locator("#referrers .more").innerText(), /^The names with the most views in a list of these days\. \d+ more (is|are) in the table below\.$/);
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await page.locator("#referrers [aria-pressed=true]").count(), 0));
  await check();
});

test("unknown visitors are no zero, and a zero that waits is called so", async () => {
  const { page, check } = await open(browser, "marked", { hash: "resolution=week" });
  const dashes = () => page.locator("#plot .part.people").evaluate((path) => (path.getAttribute("d").match(/M/g) ?? []).length);
  const legend = async () => (await page.locator("#legend").innerText()).split("\n");
  const missing = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).repositories[0].views.week_uniques.filter((number) => number === null).length);
  assert.equal(await dashes(), missing);
  assert.ok((await legend()).includes("unique visitors unknown"));
  await page.evaluate(() => (location.hash = "from=2026-10-12&to=2026-10-25"));
  await eventually(async () => assert.deepEqual(await legend(), ["zeros that wait for a second answer", "at least: seen in part"]));
  assert.equal(await page.locator("#plot text.gap").innerHTML(), "zeros that wait for a second answer");
  assert.equal(await dashes(), 0);
  await check();
  const gaps = await open(browser, "gaps", { hash: "days=all" });
  await eventually(async () => assert.match(await gaps.page.locator("#legend").innerText(), /unique visitors unknown/));
  assert.match(await gaps.page.locator("#plot .lines .part.people").getAttribute("d"), /^M/);
  await gaps.check();
});

test("on a phone the newest day has a ring if it was seen in part, and a tap hides no chart", async () => {
  const phone = { width: 360, hasTouch: true, isMobile: true, viewport: { width: 360, height: 640 } };
  const { page, check } = await open(browser, "partial-edge", phone);
  assert.equal(await page.locator("#plot .lines .ring").count(), 1);
  assert.match(await page.locator("#legend").innerHTML(), /mark ring/);
  await check();
  for (const [name, card, box] of [["gaps", "#plot", ".slider"], ["long-names", "#paths", ".plot"]]) {
    const one = await open(browser, name, phone);
    const place = one.page.locator(`${card} ${box}`);
    await place.scrollIntoViewIfNeeded();
    await one.page.touchscreen.tap(...(await at(place, 0.6)));
    const tip = one.page.locator(`${card} .tip`);
    await tip.waitFor();
    const [chart, below] = [await one.page.locator(`${card} svg`).first().boundingBox(), await tip.boundingBox()];
    assert.ok(below.y >= chart.y + chart.height - 1, `${name}: ${below.y} ${chart.y + chart.height}`);
    assert.ok(below.y + below.height <= 640, `${name}: ${below.y} ${below.height}`);
    if (card === "#paths") {
      for (const row of await tip.locator(".row").all()) assert.ok((await row.boundingBox()).height < 26, "a name has one line");
    }
    await one.check();
  }
});
