// A headless Chromium, pages in it, and what every page is checked for.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { slowDown } from './slow.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

function executable() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  const found = known.find((path) => path && existsSync(path));
  if (!found) throw new Error('没有找到 Chromium：请先运行 web/e2e/setup.sh，或用环境变量 CHROMIUM 指定路径');
  return found;
}

/** How long what must come may take, in ms: it only keeps a test from hanging. */
export const patience = 180_000;

/** Reads until what is read is right, and returns it. */
export async function eventually(read, right = Boolean) {
  for (const end = Date.now() + patience; ; await new Promise((done) => setTimeout(done, 50))) {
    const value = await read();
    if (right(value)) return value;
    if (Date.now() > end) assert.fail(`in the end ${JSON.stringify(value)}, not as it should be: ${right}`);
  }
}

/** Every start has a fresh profile, which Playwright removes afterwards. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: executable(),
    timeout: patience,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return browser;
}

/**
 * A page in a profile of its own. What the page throws or logs as an error is
 * kept in page.faults, a refusal by the content policy included.
 */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce', ...options });
  // Also for the pages that a test opens beside this one.
  context.setDefaultTimeout(patience);
  await slowDown(context);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (message) => {
    // A broken line is what several tests are about; Chromium logs it itself.
    if (message.type() === 'error' && !/WebSocket connection|ERR_/.test(message.text())) page.faults.push(message.text());
  });
  return page;
}

/** Runs axe over the page, shadow roots included, and returns what it finds. */
export async function violations(page) {
  await page.evaluate(await axeSource());
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => `${n.target.flat().join(' ')} ${n.any.map((a) => a.message).join('; ')}`).join(' | ')}`);
}

let source;
async function axeSource() {
  source ??= (await import('node:fs/promises')).readFile(axe, 'utf8');
  return source;
}

/** Whether anything reaches over the right edge of the window. */
export function overflows(page) {
  return page.evaluate(() => {
    const wide = [];
    const visit = (root) => {
      for (const e of root.querySelectorAll('*')) {
        if (e.shadowRoot) visit(e.shadowRoot);
        if (e.closest('.sr')) continue;
        const box = e.getBoundingClientRect();
        if (box.width > 0 && box.right > innerWidth + 0.5) wide.push(`${e.localName}.${e.className?.baseVal ?? e.className}: ${Math.round(box.right)}`);
        if (e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)) wide.push(`${e.localName}.${e.className} scrolls`);
      }
    };
    visit(document);
    if (document.documentElement.scrollWidth > innerWidth) wide.push('the page scrolls');
    return wide;
  });
}

/** Takes a screenshot where SCREENSHOTS names a directory. */
export async function shoot(page, name) {
  const dir = process.env.SCREENSHOTS;
  if (!dir) return;
  mkdirSync(dir, { recursive: true });
  await page.screenshot({ path: join(dir, `${name}.png`) });
}
