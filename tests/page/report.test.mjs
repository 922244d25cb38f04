// The reports as HTML: what axe finds in them, and whether their charts can be read in GitHub's columns.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { axe, launch } from "./browser.mjs";

const reports = resolve(process.env.REPORTS);
const gallery = resolve(process.env.GALLERY);

let browser;
before(async () => (browser = await launch()));
after(async () => browser.close());

test("axe finds nothing in the reports", async () => {
  const folders = (await readdir(reports)).sort();
  assert.ok(folders.length > 10, folders.join(" "));
  const all = [];
  let pictures = 0;
  for (const folder of folders) {
    // The larger overviews are the same page with more rows.
    if (["overview-300", "overview-1000"].includes(folder)) continue;
    const page = await browser.newPage({ viewport: { width: 838, height: 900 } });
    await page.goto(pathToFileURL(`${reports}/${folder}/README.html`).href);
    await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => window.axe.run(document));
    const found = violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html}`);
    all.push(...found.map((one) => `${folder}: ${one}`));
    pictures += await page.locator("img").count();
    await page.close();
  }
  assert.deepEqual(all, []);
  assert.ok(pictures > 50, `${pictures} pictures`);
});

/** The charts of a shape in one shade, with their names. */
async function charts(shape, shade) {
  const names = (await readdir(`${gallery}/${shape}`)).filter((name) => name.endsWith(`-${shade}.svg`));
  return Promise.all(names.sort().map(async (name) => [name, await readFile(`${gallery}/${shape}/${name}`, "utf8")]));
}

// GitHub's columns: a README beside the sidebar, a file, and a phone of 360 pixels without and with GitHub's margins.
const columns = [
  { width: 1012, least: 11 },
  { width: 838, least: 9.5 },
  { width: 360, least: 8.5 },
  { width: 328, least: 8 },
];

test("the text of charts can be read in every column", async (t) => {
  const page = await browser.newPage();
  for (const { width, least } of columns) {
    await page.setViewportSize({ width, height: 900 });
    let smallest = Infinity;
    for (const shape of ["everyday", "sparse", "gaps", "crawlers", "imported"]) {
      for (const [name, svg] of await charts(shape, "light")) {
        const fluid = svg.replace(/ width="\d+" height="\d+"/, ' width="100%"');
        await page.setContent(`<!doctype html><body style="margin:0">${fluid}`);
        const sizes = await page.evaluate(() =>
          [...document.querySelectorAll("text, tspan")]
            .filter((text) => text.getClientRects().length > 0)
            .map((text) => parseFloat(getComputedStyle(text).fontSize) * Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b)),
        );
        assert.ok(sizes.length > 1, `${shape}: ${name} at ${width}`);
        smallest = Math.min(smallest, ...sizes);
        assert.ok(Math.min(...sizes) >= least, `${shape}: ${name} at ${width}: ${Math.min(...sizes).toFixed(1)} pixels`);
      }
    }
    t.diagnostic(`column of ${width} pixels: the smallest text has ${smallest.toFixed(1)}`);
  }
  await page.close();
});

test("an image fills its column and has the layout for it", async () => {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  for (const [name, svg] of await charts("everyday", "light")) {
    // Without its media query the picture has the wide layout alone.
    const wide = svg.replace(/@media\([^)]*\)\{.*?\}\}/, "");
    assert.notEqual(wide, svg, name);
    for (const { width } of columns) {
      const shown = [];
      for (const picture of [svg, wide]) {
        const source = `data:image/svg+xml;base64,${Buffer.from(picture).toString("base64")}`;
        await page.setContent(`<!doctype html><div style="width:${width}px"><img src="${source}" width="100%" alt=""></div>`);
        const image = page.locator("img");
        await image.evaluate((element) => element.decode());
        assert.equal(await image.evaluate((element) => element.clientWidth), width, name);
        shown.push(await image.screenshot());
      }
      const differ = Buffer.compare(...shown) !== 0;
      assert.equal(differ, width < 640, `${name} at ${width}`);
    }
  }
  await page.close();
});
