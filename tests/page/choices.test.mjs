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
  await eventually(async () => assert.match(await page.locator("#comparison").innerText(), /^On the 29 of 30 days known whole now and in the 30 days before: /));
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
