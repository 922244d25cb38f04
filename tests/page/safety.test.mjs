// What the page must never do: run other people's text, ask anybody anything, break its layout, be unreadable or slow.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { at, axe, eventually, hashOf, launch, open, pages } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

test("hostile names are text and nothing else", async () => {
  for (const hash of ["", "referrer=%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E&page=javascript:window.hacked=1"]) {
    const { page, plot, check } = await open(browser, "hostile", { hash });
    for (const summary of await page.locator("summary").all()) await summary.click();
    for (const kind of ["#table", "#referrers", "#paths"]) {
      await eventually(async () => assert.notEqual(await page.locator(`${kind} .scroll tbody tr`).count(), 0));
    }
    await plot.focus();
    for (const key of ["Home", "End", "ArrowLeft"]) await page.keyboard.press(key);
    for (let day = 0; day < 45; day += 1) await page.keyboard.press("ArrowLeft");
    const found = await page.evaluate(() => ({
      hacked: window.hacked,
      elements: document.querySelectorAll("main img, main script, main iframe, main a[href], main [onload], main [onerror]").length,
      text: document.querySelector("#referrers").textContent,
      events: [...document.querySelectorAll("#table tbody td:last-child")].map(({ textContent }) => textContent),
      flags: document.querySelectorAll("#plot .pill.event").length,
    }));
    assert.equal(found.hacked, undefined);
    assert.equal(found.elements, 0);
    for (const name of ["</script><script>window.hacked=1</script>", "<!--<script>", "&lt;b&gt;", "__proto__", "{{script}}{{data}}"]) {
      assert.ok(found.text.includes(name), name);
      assert.ok(found.events.some((text) => text.includes(name)), `the event ${name}`);
    }
    assert.ok(found.flags > 1);
    await check();
  }
});

test("the policy stops what would be loaded or run", async () => {
  const { page } = await open(browser, "everyday");
  const stopped = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.hacked = 1";
    document.body.append(script);
    const answer = await fetch("data:text/plain,x").then(() => "loaded", () => "stopped");
    const image = new Image();
    const loaded = new Promise((resolve) => {
      image.onload = () => resolve("loaded");
      image.onerror = () => resolve("stopped");
    });
    image.src = "https://example.invalid/x.png";
    return { hacked: window.hacked, answer, image: await loaded };
  });
  assert.deepEqual(stopped, { hacked: undefined, answer: "stopped", image: "stopped" });
});

test("a website is asked for the page and for nothing else", async () => {
  const asked = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url);
    response.setHeader("content-type", "text/html");
    response.end(await readFile(`${pages}/everyday.html`));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const page = await browser.newPage();
  const messages = [];
  page.on("console", (message) => messages.push(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/traffic/`);
  await page.locator("[value='week']").click();
  await page.waitForTimeout(400);
  await page.close();
  server.close();
  assert.deepEqual(asked, ["/traffic/"]);
  assert.deepEqual(messages, []);
});

const SHAPES = ["everyday", "few", "gaps", "marked", "hostile", "events", "many-events", "long-names", "all-scripts", "millions", "decade", "several", "none", "empty"];

test("nothing is wider than the screen", async () => {
  for (const width of [360, 768, 1280]) {
    for (const name of SHAPES) {
      const { page, check } = await open(browser, name, { width });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name} at ${width} px is ${wide} px wide`);
      await check();
    }
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in ${colorScheme}`, async () => {
    for (const name of SHAPES) {
      // axe runs as a script of its own, which the policy would stop.
      const { page } = await open(browser, name, { colorScheme, bypassCSP: true, hash: "compare=period" });
      await page.addScriptTag({ path: axe });
      if (name === "everyday") {
        await page.mouse.move(...(await at(page.locator("#plot .slider"), 0.4)));
        await page.locator("#table summary").click();
        await eventually(async () => assert.notEqual(await page.locator("#table tbody tr").count(), 0));
      }
      const results = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      const found = results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
      assert.deepEqual(found, [], name);
      assert.ok(results.passes.length > 10);
      await page.context().close();
    }
  });
}

test("the colours are chosen, and printed as chosen for paper", async () => {
  const { page, check } = await open(browser, "everyday");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.locator("#theme").click();
  assert.notEqual(await ground(), light);
  await page.reload();
  assert.notEqual(await ground(), light, "the choice is kept");
  await page.locator("#theme").click();
  assert.equal(await ground(), light);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.locator("#theme").evaluate((button) => button.click());
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(31, 35, 40)", "paper is light");
  assert.equal(await page.locator("#controls").isVisible(), false);
  assert.equal(await page.locator("#plot svg").isVisible(), true);
  await check();
});

test("ten years and fifty repositories are brushed without stutter (measured)", async () => {
  for (const name of ["decade", "fifty"]) {
    const begun = Date.now();
    const { page, strip, check } = await open(browser, name);
    const shown = Date.now() - begun;
    for (const [from, to, what] of [["2017-03-01", "2017-09-01", "half a year"], ["2016-12-01", "2026-09-01", "everything"]]) {
      await page.evaluate(([a, b]) => (location.hash = `from=${a}&to=${b}`), [from, to]);
      await page.waitForTimeout(250);
      await page.evaluate(() => {
        window.frames_ = [];
        const frame = (now) => {
          window.frames_.push(now);
          window.frameId = requestAnimationFrame(frame);
        };
        window.frameId = requestAnimationFrame(frame);
      });
      const handle = page.locator("#strip .handle.from");
      const place = await at(handle, 0.5);
      await page.mouse.move(...place);
      await page.mouse.down();
      for (let step = 0; step <= 120; step += 1) await page.mouse.move(place[0] + step * 3, place[1]);
      await page.mouse.up();
      const times = await page.evaluate(() => {
        cancelAnimationFrame(window.frameId);
        return window.frames_.slice(1).map((now, index) => now - window.frames_[index]).sort((a, b) => a - b);
      });
      const share = (part) => times[Math.floor((times.length - 1) * part)].toFixed(1);
      console.log(`${name}, ${what}: shown after ${shown} ms; ${times.length} frames, median ${share(0.5)} ms, 95% below ${share(0.95)} ms, longest ${share(1)} ms`);
    }
    assert.ok((await hashOf(page)).from);
    assert.ok(await strip.isVisible());
    await check();
  }
});
