// How long a user waits for the first sight of an answer, from the key that
// sends the question to the frame that shows the answer, in a real browser on
// loopback; and how long staff wait for what they look up, from the last key to
// the frame that shows its results. Fails above the budgets.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, startBrowser } from './browser.mjs';
import { base, visit } from './visit.mjs';

const budget = 300; // ms
const lookUpBudget = 300; // ms
const lookUps = ['建独立站花了85万', '海外仓', 'duli', '苏州若干措施 第9条', '800万元', '退运商品免税', '产业园奖励最高多少', '杭州'];
const questions = [
  '建独立站花了85万，有询盘和交易记录，能补多少？',
  '那120万呢？',
  '产业园奖励最高多少？',
  '南通建独立站补多少？',
  '苏州的这份政策措施现在还有效吗？',
  '杭州的政策呢？',
  'We spent 850,000 yuan on an independent site in Suzhou. How much is the grant?',
];

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const at = (list, share) => list[Math.min(list.length - 1, Math.floor(list.length * share))];

/** Asks and measures in the page: to the first text of the answer, to all of
 * it, each at the frame after the change. */
function measure(page, question) {
  return page.evaluate(async (text) => {
    const root = document.querySelector('clausewise-chat').shadowRoot;
    const field = root.querySelector('textarea');
    field.value = text;
    // The line opens with the focus, long before a question is typed.
    field.focus();
    await new Promise((done) => setTimeout(done, 200));
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(requestAnimationFrame);
    const n = root.querySelectorAll('.entry').length;
    const shown = (test) =>
      new Promise((done) => {
        const look = () => {
          if (!test(root.querySelectorAll('.entry')[n])) return;
          watch.disconnect();
          requestAnimationFrame(() => done(performance.now()));
        };
        const watch = new MutationObserver(look);
        watch.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
      });
    const first = shown((e) => (e?.querySelector('.prose')?.innerText.trim() ?? '') !== '');
    const whole = shown((e) => e?.dataset.state === 'done');
    const begun = performance.now();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
    return { first: (await first) - begun, whole: (await whole) - begun };
  }, question);
}

test(`the first answer is seen within ${budget} ms of the question`, () =>
  visit(browser, {}, async (page) => {
    const rows = [];
    for (let round = 0; round < 3; round++) for (const q of questions) rows.push({ q, round, ...(await measure(page, q)) });
    for (const { q, round, first, whole } of rows) if (round === 2) console.log(`${first.toFixed(0).padStart(5)} ms first, ${whole.toFixed(0).padStart(5)} ms whole  ${q}`);
    const of = (key) => rows.map((r) => r[key]).sort((a, b) => a - b);
    const [first, whole] = [of('first'), of('whole')];
    console.log(`first sight: median ${at(first, 0.5).toFixed(0)} ms, 95% ${at(first, 0.95).toFixed(0)} ms; whole: median ${at(whole, 0.5).toFixed(0)} ms, 95% ${at(whole, 0.95).toFixed(0)} ms; the very first question ${rows[0].first.toFixed(0)} ms`);
    assert.ok(at(first, 0.5) < budget, `median ${at(first, 0.5)} ms`);
    assert.ok(rows[0].first < budget, `the very first question took ${rows[0].first} ms`);
  }));

/** Types a query and measures in the page: from the last key to the frame after
 * the one that shows its results. */
function lookUp(page, query) {
  return page.evaluate(async (text) => {
    const field = document.querySelector('#look');
    const list = document.querySelector('cw-look-up');
    const shown = new Promise((done) => {
      const watch = new MutationObserver(() => {
        // The count under the field belongs to the query it was made for.
        if (list.found?.query !== text) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now()));
      });
      watch.observe(list, { childList: true, subtree: true, characterData: true, attributes: true });
    });
    field.value = text;
    const begun = performance.now();
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return (await shown) - begun;
  }, query);
}

test(`what staff look up is seen within ${lookUpBudget} ms of the last key`, { skip: process.env.ADMIN_PASSWORD ? false : 'ADMIN_PASSWORD is needed to sign in' }, async () => {
  const page = await openPage(browser);
  await page.goto(`${base}/console#/lookup`);
  await page.fill('#name', 'e2e');
  await page.fill('#password', process.env.ADMIN_PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('#look').waitFor();
  const rows = [];
  for (let round = 0; round < 3; round++) for (const q of lookUps) rows.push({ q, round, took: await lookUp(page, q) });
  for (const { q, round, took } of rows) if (round === 2) console.log(`${took.toFixed(0).padStart(5)} ms  ${q}`);
  const all = rows.map((r) => r.took).sort((a, b) => a - b);
  console.log(`look-up: median ${at(all, 0.5).toFixed(0)} ms, 95% ${at(all, 0.95).toFixed(0)} ms; the very first ${rows[0].took.toFixed(0)} ms`);
  assert.ok(at(all, 0.95) < lookUpBudget, `95% ${at(all, 0.95)} ms`);
  await page.context().close();
});
