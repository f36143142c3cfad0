// On a slow line answers come late and in any order. What the user chose or
// wrote last counts, in the chat and in the console: here answers are held
// back until something else has happened.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, openPage, startBrowser } from './browser.mjs';
import { Chat } from './chat.mjs';
import { enter, loaded, startStaffed } from './staff.mjs';

const office = { viewport: { width: 1366, height: 768 } };
const question = '建独立站花了85万，有询盘和交易记录，能补多少？';
let browser, service;
before(async () => {
  [browser, service] = await Promise.all([startBrowser(), startStaffed()]);
});
after(async () => {
  await browser?.close();
  await service?.close();
});

async function as(role, screen, steps) {
  const page = await openPage(browser, office);
  try {
    await enter(page, service.url, role, screen);
    await steps(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await page.context().close();
  }
}

async function talk(steps) {
  const page = await openPage(browser);
  try {
    await page.goto(service.url);
    await steps(page, new Chat(page));
  } finally {
    await page.context().close();
  }
}

/**
 * Holds back what matches. come() waits until there are n such requests, and
 * pass() lets them have their answers, changed where that is asked for, and
 * waits until they have come, or nobody waits for them any more.
 */
async function hold(page, where, change) {
  const held = [];
  let open = false;
  await page.route(where, (route) => (open ? route.fallback() : void held.push(route)));
  return {
    come: (n = 1) => eventually(() => held.length, (count) => count >= n),
    pass: async () => {
      open = true;
      await Promise.all(
        held.splice(0).map(async (route) => {
          const request = route.request();
          if (request.failure()) return;
          const ended = Promise.race([
            page.waitForResponse((r) => r.request() === request).then((r) => r.finished()),
            page.waitForEvent('requestfailed', (r) => r === request),
          ]);
          if (change) {
            const answer = await route.fetch();
            await route.fulfill({ response: answer, json: change(await answer.json()) });
          } else await route.fallback();
          await ended;
        }),
      );
      await read(page);
    },
  };
}

/** Waits until the page has read what has come: it reads another answer. */
const read = (page) => page.evaluate(() => fetch('/healthz').then((r) => r.text()).then(() => undefined));

test('a proposal that was chosen while the list was being read stays', async () => {
  await as('editor', 'rules?id=suzhou-measures/independent-site', async (page) => {
    await page.getByLabel('每档再加 的引文').fill('给予3万元补助');
    await page.getByRole('button', { name: '看会怎样' }).click();
    await page.fill('#rule-note', '引文短些');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('等另一位同事核准').waitFor();
  });
  await as('approver', 'documents', async (page) => {
    const proposal = page.locator('.entry', { hasText: '引文短些' });
    await proposal.waitFor();
    await page.locator('.tree li').first().waitFor();
    const list = await hold(page, '**/api/v1/packs');
    await page.evaluate(() => (location.hash = '#/documents?id=nantong-action-plan'));
    await list.come();
    await proposal.click();
    const approve = page.getByRole('button', { name: '核准，使之生效' });
    await approve.waitFor();
    await list.pass();
    assert.ok(await approve.isVisible(), 'the proposal is still shown');
    await page.getByRole('button', { name: '退回' }).click();
    await proposal.waitFor({ state: 'detached' });
  });
});

test('what other figures would come to is not shown for these', () =>
  as('editor', 'rules?id=suzhou-measures/independent-site', async (page) => {
    const preview = await hold(page, '**/parameters');
    await page.getByLabel('每档再加 的引文').fill('给予3万元补助');
    await page.getByRole('button', { name: '看会怎样' }).click();
    await preview.come();
    await page.getByLabel('起步金额 的数值').fill('30000');
    await preview.pass();
    assert.equal(await page.getByRole('region', { name: '会怎样' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: '保存' }).count(), 0);
  }));

test('a text keeps to its field when an answer asks for other facts first', () =>
  as('agent', 'profile', async (page) => {
    await loaded(page);
    // Two fields of one rule: the upper one is asked for, the lower one written.
    const [upper, id] = await page.evaluate(() => {
      const pair = [...document.querySelectorAll('.fact + .fact')].find((f) => f.querySelector('input') && f.previousElementSibling.querySelector('input'));
      pair.closest('details').open = true;
      return [pair.previousElementSibling, pair].map((f) => f.querySelector('input').id);
    });
    const all = page.locator('cw-facts-form .fact input');
    const profile = await hold(page, '**/tools/profile', (body) => ({ ...body, asks: [{ fact: upper.replace(/^fact-/, ''), label: '' }] }));
    await page.locator('.bar select').selectOption('苏州市');
    await profile.come();
    const field = page.locator(`[id="${id}"]`);
    await field.pressSequentially('12');
    await profile.pass();
    await page.locator('.asked .fact').first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), id, 'it is still being written');
    await page.keyboard.type('万');
    assert.deepEqual(await all.evaluateAll((fields) => fields.filter((f) => f.value !== '').map((f) => `${f.id} ${f.value}`)), [`${id} 12万`]);
  }));

test('staff: the conversation chosen last is shown, and a message goes once', async () => {
  const ids = [];
  for (const text of ['先问的：海外仓怎么补', '后问的：海外仓怎么补'])
    await talk(async (page, chat) => {
      await chat.ask(text);
      ids.push(await page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([k]) => k.startsWith('clausewise:'))[1]).conversation));
    });
  await as('agent', 'conversations', async (page) => {
    const early = await hold(page, `**/api/v1/conversations/${ids[0]}`);
    await page.locator('.entry', { hasText: '先问的' }).click();
    await early.come();
    await page.locator('.entry', { hasText: '后问的' }).click();
    const shown = page.locator('.asked-q');
    await shown.filter({ hasText: '后问的' }).waitFor();
    await early.pass();
    assert.match(await shown.innerText(), /后问的/);

    await page.getByRole('button', { name: '接管', exact: true }).click();
    const reply = page.locator('#reply');
    await reply.fill('第一句');
    const sending = await hold(page, '**/messages');
    await reply.press('Control+Enter');
    await sending.come();
    await reply.press('Control+Enter');
    await reply.fill('第二句，还没写完');
    await sending.pass();
    const said = page.locator('.by-staff');
    await said.filter({ hasText: '第一句' }).first().waitFor();
    assert.equal(await said.count(), 1, 'sent once');
    assert.equal(await reply.inputValue(), '第二句，还没写完');
    await page.getByRole('button', { name: '交还系统' }).click();
    await page.getByRole('button', { name: '接管', exact: true }).waitFor();
  });
});

test('the chat: a document that could not be read is none of the next one’s trouble', () =>
  talk(async (page) => {
    const held = [];
    await page.route('**/documents/nantong-action-plan/clauses*', (route) => held.push(route));
    await page.getByRole('button', { name: /南通市推进跨境电商/ }).click();
    await eventually(() => held.length);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /苏州市关于推动跨境电子商务高质量发展的若干政策措施/ }).click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByText('9.支持跨境电商企业').waitFor();
    const gone = page.waitForEvent('requestfailed');
    await held[0].abort();
    await gone;
    await read(page);
    assert.equal(await dialog.getByText('没有读到原文').count(), 0);
    assert.ok(await dialog.getByText('9.支持跨境电商企业').isVisible());
  }));

test('the chat: what is tried last stays under the slider', () =>
  talk(async (page, chat) => {
    const answer = await chat.ask(question);
    const curve = answer.entry.locator('clausewise-curve');
    const slider = curve.getByRole('slider');
    await slider.focus();
    // The service is asked when the slider has rested, by a clock of ours.
    const noon = Date.now();
    await page.clock.install({ time: noon });
    await page.clock.pauseAt(noon + 3_600_000);
    const trial = await hold(page, '**/api/v1/curve');
    await page.keyboard.press('ArrowRight');
    await page.clock.runFor(1000);
    await trial.come();
    await page.keyboard.press('ArrowRight');
    const value = await slider.inputValue();
    await trial.pass();
    assert.equal(await slider.inputValue(), value);
    await page.clock.runFor(1000);
    await curve.locator('.outcome', { hasNotText: '正在测算' }).waitFor();
    assert.equal(await slider.inputValue(), value);
  }));
