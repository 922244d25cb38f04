// A browser without a network, pages of the example `page` in it, and everything that goes wrong in them.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Where the packages of package.json are installed. */
const require = createRequire(`${resolve(process.env.PAGE_TEST_HOME)}/`);
const { chromium } = require("playwright-core");
export const axe = require.resolve("axe-core/axe.min.js");

export const pages = resolve(process.env.PAGES);

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** Opens a page. At the end `check` asserts that nothing was written to the console, thrown, or asked of anybody. */
export async function open(browser, name, { hash = "", width = 1280, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => troubles.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    const url = request.url();
    const isOwn = url.startsWith(pathToFileURL(pages).href) || url.startsWith("data:") || url.startsWith("blob:");
    if (!isOwn) troubles.push(`request: ${url}`);
  });
  await page.goto(pathToFileURL(`${pages}/${name}.html`).href + (hash ? `#${hash}` : ""));
  const check = async () => {
    await page.waitForTimeout(200);
    assert.deepEqual(troubles, []);
    await context.close();
  };
  return { page, check, plot: page.locator("#plot .slider"), tip: page.locator("#plot .tip"), strip: page.locator("#strip") };
}

/** Waits until the page has drawn what was chosen, and has written it into the address a moment later. */
async function settled(page) {
  const frame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve())));
  await frame();
  await page.waitForTimeout(250);
  await frame();
}

/** The place in an element at a share of its width and height. */
export async function at(locator, across, down = 0.5) {
  const box = await locator.boundingBox();
  return [box.x + box.width * across, box.y + box.height * down];
}

/** Presses, moves in steps and releases. */
export async function drag(page, from, to, steps = 10) {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps });
  await page.mouse.up();
  await settled(page);
}

/** The fragment as an object, once it is written. */
export async function hashOf(page) {
  await settled(page);
  return Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
}

/** Repeats an assertion until it holds: the page draws with the next frame, and a loaded machine is slow. */
export async function eventually(assertion) {
  const end = Date.now() + 5000;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
