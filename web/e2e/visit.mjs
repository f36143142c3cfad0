// A page of the service at BASE_URL, and a check that it kept well.

import assert from 'node:assert/strict';
import { eventually, openPage } from './browser.mjs';
import { Chat } from './chat.mjs';

export const base = process.env.BASE_URL;
if (!base) throw new Error('BASE_URL is missing: the address of a running clausewise serve');

/** A text without spaces, grouping commas and line breaks. */
export const flat = (text) => text.normalize('NFKC').replace(/[\s,]/g, '');

/** Opens the page, runs steps, and checks that nothing was thrown, logged as
 * an error or refused by the content policy. */
export async function visit(browser, options, steps, url = base) {
  const page = await openPage(browser, options);
  try {
    await page.goto(url);
    await page.getByRole('log').waitFor();
    await steps(page, new Chat(page));
    assert.deepEqual(page.faults, []);
  } finally {
    await page.context().close();
  }
}

/** What has the focus, through all shadow roots. */
export function focused(page) {
  return page.evaluate(() => {
    let e = document.activeElement;
    while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    return e ? `${e.localName} ${e.getAttribute('aria-label') ?? e.textContent.trim()}` : '';
  });
}

/** Waits until the focus stands on what matches. */
export const focusOn = (page, what) => eventually(() => focused(page), (on) => what.test(on));

/** Presses a key until the focus stands on what matches. */
export async function walkTo(page, what, key = 'Tab') {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press(key);
    if (what.test(await focused(page))) return;
  }
  assert.fail(`no ${key} leads to ${what}; last on ${await focused(page)}`);
}
