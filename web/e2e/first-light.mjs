// The first question, asked in a browser of the real service at BASE_URL, and
// everything around it that must hold: follow-ups, refusals, keyboard, small
// screens, reloads, broken lines, accessibility.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { overflows, shoot, startBrowser, violations } from './browser.mjs';
import { openLine } from './line.mjs';
import { base, flat, focusOn, visit as open, walkTo } from './visit.mjs';

const first = '建独立站花了85万，有询盘和交易记录，能补多少？';
const clause = '费用支出每增加10万元，再给予3万元补助';

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const visit = (options, steps, url) => open(browser, options, steps, url);

describe('the conversation', () => {
  test('one after the other', (t) =>
    visit({}, async (page, chat) => {
      await shoot(page, '01-empty');

      await t.test('the first question: amount, clause, arithmetic, other reading, notices', async () => {
        const grant = await chat.ask(first);
        await shoot(page, '02-first-answer');
        assert.match(flat(await grant.conclusion()), /29万元/);
        assert.match(flat((await grant.amounts())[0]), /^29万元/);
        const quotes = await grant.quotes();
        assert.ok(quotes.some((q) => q.includes(clause)), `no quote holds “${clause}”: ${quotes.join(' | ')}`);
        const sources = await grant.sources();
        assert.ok(
          sources.some((s) => /苏州市关于推动跨境电子商务高质量发展的若干政策措施.*》.*征求意见稿已过期第9条/.test(s)),
          sources.join(' | '),
        );
        const steps = await grant.steps();
        assert.ok(steps.length >= 2, 'the arithmetic has rows');
        assert.ok(steps.every((row) => row.length === 3 && row.every((cell) => cell.trim() !== '')), JSON.stringify(steps));
        assert.match(flat(JSON.stringify(steps)), /850000[−-]500000/);
        assert.match(flat(steps.at(-1).join()), /290000|29万/);
        assert.match(flat(await grant.readings()), /30\.5万元/);
        const notices = flat(await grant.notices());
        assert.match(notices, /征求意见稿/);
        assert.match(notices, /2025年12月31日|2025-12-31/);
        assert.match(notices, /过期/);
        assert.match(notices, /800万元/);
      });

      await t.test('a larger amount', async () => {
        const more = await chat.ask('那120万呢？');
        await shoot(page, '03-follow-up');
        assert.match(flat(await more.conclusion()), /41万元/);
        assert.match(flat((await more.amounts())[0]), /^41万元/);
        assert.ok((await more.quotes()).some((q) => q.includes(clause)));
      });

      await t.test('another city: no such subsidy, its nearest clause, no amount of ours', async () => {
        const zhuzhou = await chat.ask('株洲呢？');
        await shoot(page, '04-other-city');
        const said = flat(await zhuzhou.conclusion());
        assert.match(said, /株洲/);
        assert.match(said, /没有|未/);
        assert.ok((await zhuzhou.quotes()).length > 0);
        const ids = await zhuzhou.entry.locator('.quote').evaluateAll((cards) => cards.map((card) => card.dataset.document));
        assert.ok(ids.includes('zhuzhou-opinions'), ids.join());
        assert.deepEqual(await zhuzhou.amounts(), [], 'no amount crosses from one city to another');
        assert.doesNotMatch(said, /(?:可补助|可以补|补助|给予|奖励)[^。；]{0,6}(?:41万|29万)/);
      });

      await t.test('a city that is not in the library', async () => {
        const hangzhou = await chat.ask('杭州的政策呢？');
        await shoot(page, '05-not-in-library');
        assert.match(flat(await hangzhou.conclusion()), /(资料库|库)里?没有.*杭州|没有(收录)?杭州/);
        assert.deepEqual(await hangzhou.amounts(), []);
        assert.deepEqual(await hangzhou.quotes(), []);
      });

      await t.test('axe finds nothing in all that', async () => {
        assert.deepEqual(await violations(page), []);
      });
    }));

  test('a reload brings the conversation back, and it goes on', () =>
    visit({}, async (page, chat) => {
      await chat.ask(first);
      await page.reload();
      const restored = await chat.answered(0);
      assert.equal(await chat.entries.count(), 1);
      assert.match(await chat.entries.first().locator('.question').innerText(), /建独立站花了85万/);
      assert.match(flat(await restored.conclusion()), /29万元/);
      const next = await chat.ask('那120万呢？');
      assert.match(flat(await next.conclusion()), /41万元/);
      await page.getByRole('button', { name: '新对话' }).click();
      assert.equal(await chat.entries.count(), 0);
      await page.reload();
      await page.getByText('可以这样问').waitFor();
      assert.equal(await chat.entries.count(), 0);
    }));

  test('markup in a question is text', () =>
    visit({}, async (page, chat) => {
      const attack = '<img src=x onerror="document.title=1"><script>document.title=2</script>**<b>独立站**';
      const answer = await chat.ask(attack);
      assert.equal(await page.title(), '条款通');
      assert.ok((await chat.entries.first().locator('.question').innerText()).includes(attack));
      assert.equal(await chat.entries.first().locator('img, script, b:has-text("独立站")').count(), 0);
      assert.notEqual((await answer.text()).trim(), '');
      await page.reload();
      await chat.answered(0);
      assert.equal(await page.title(), '条款通');
    }));
});

describe('the line', () => {
  test('an answer lost on a broken line arrives after the resume, once', async () => {
    const line = await openLine(base);
    try {
      await visit({}, async (page, chat) => {
        await chat.ask(first);
        line.deaf();
        await chat.field.fill('那120万呢？');
        await chat.field.press('Enter');
        await chat.entries.nth(1).waitFor();
        // The service has stored the answer, and nobody hears it.
        await line.unheard('"type":"answer"');
        line.cut();
        await page.getByText('连接中断').waitFor();
        await shoot(page, '06-line-broken');
        line.mend();
        const missed = await chat.answered(1);
        assert.match(flat(await missed.conclusion()), /41万元/);
        await page.getByText('连接中断').waitFor({ state: 'detached' });
        await page.reload();
        await chat.answered(1);
        assert.equal(await chat.entries.count(), 2, 'the question was asked twice on the wire and answered once');
      }, line.url);
    } finally {
      await line.close();
    }
  });

  test('a question asked offline is answered when the network is back', () =>
    visit({}, async (page, chat) => {
      await chat.field.focus();
      await page.context().setOffline(true);
      await page.getByText('网络已断开').waitFor();
      await chat.field.fill(first);
      await chat.field.press('Enter');
      await chat.entries.first().waitFor();
      await shoot(page, '07-offline');
      assert.deepEqual(await violations(page), []);
      await page.context().setOffline(false);
      const answer = await chat.answered(0);
      assert.match(flat(await answer.conclusion()), /29万元/);
    }));
});

describe('the page', () => {
  test('lists the documents of the library with their state', () =>
    visit({}, async (page) => {
      const library = page.getByRole('region', { name: '资料库' });
      await library.locator('.document').first().waitFor();
      const measures = library.locator('.document', { hasText: '苏州市关于推动跨境电子商务高质量发展的若干政策措施' });
      assert.match(await measures.innerText(), /征求意见稿/);
      assert.match(await measures.innerText(), /已过期/);
      assert.ok((await library.locator('.document').count()) >= 5);
    }));

  test('the keyboard alone reaches everything', () =>
    visit({}, async (page, chat) => {
      const tabTo = (what, key) => walkTo(page, what, key);
      await tabTo(/button 建独立站花了85万/);
      await page.keyboard.press('Enter');
      await chat.answered(0);
      await focusOn(page, /textarea 您的问题/);
      await page.keyboard.type('那120万呢？');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.press('Backspace');
      assert.equal(await chat.entries.count(), 1);
      await page.keyboard.press('Enter');
      const answer = await chat.answered(1);
      assert.match(flat(await answer.conclusion()), /41万元/);
      await tabTo(/button 有用/, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: '提交' }).waitFor();
      await tabTo(/input/);
      await page.keyboard.type('算式清楚');
      await page.keyboard.press('Enter');
      await page.getByText('谢谢，已记下。').waitFor();
      await tabTo(/button 新对话/, 'Shift+Tab');
    }));

  test('320 pixels are enough, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark']) {
      await visit({ viewport: { width: 320, height: 640 }, colorScheme }, async (page, chat) => {
        assert.deepEqual(await overflows(page), []);
        await shoot(page, `08-narrow-empty-${colorScheme}`);
        const answer = await chat.ask(first);
        assert.match(flat(await answer.conclusion()), /29万元/);
        await shoot(page, `09-narrow-answer-${colorScheme}`);
        assert.deepEqual(await overflows(page), []);
        assert.deepEqual(await violations(page), []);
        const box = await chat.field.boundingBox();
        assert.ok(box.y + box.height <= 640, 'the field stays in the window');
      });
    }
  });

  test('a question that is too long is stopped before it is sent', () =>
    visit({}, async (page, chat) => {
      await chat.field.fill('补'.repeat(4001));
      await page.getByText('问题有 4,001 字，最多 4,000 字').waitFor();
      await chat.field.press('Enter');
      assert.equal(await chat.entries.count(), 0);
      assert.ok(await page.getByRole('button', { name: '发送' }).isDisabled());
      await shoot(page, '10-too-long');
      await chat.field.fill('补'.repeat(3990));
      await page.getByText('3,990 / 4,000 字').waitFor();
    }));
});
