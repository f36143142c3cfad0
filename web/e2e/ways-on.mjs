// What an answer leads on to: its clause in the document, the curve of its
// amount, paper, the clipboard, a receipt, a person, another tab.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { eventually, openPage, overflows, shoot, startBrowser, violations } from './browser.mjs';
import { Chat } from './chat.mjs';
import { asAdmin } from './admin.mjs';
import { base, flat, focusOn, visit as open, walkTo } from './visit.mjs';

const first = '建独立站花了85万，有询盘和交易记录，能补多少？';

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());
const visit = (options, steps) => open(browser, options, steps);

describe('the clause in its document', () => {
  test('a tapped quote opens it, marked and in view; Escape leads back', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask(first);
      const quote = answer.entry.locator('blockquote').first();
      const words = (await quote.innerText()).trim();
      await quote.click();
      const dialog = page.getByRole('dialog', { name: /若干政策措施/ });
      await dialog.waitFor();
      const mark = dialog.locator('mark.chosen');
      await mark.first().waitFor();
      assert.equal(flat((await mark.allInnerTexts()).join('')), flat(words));
      await focusOn(page, /^mark /);
      // The marked words are in view.
      await eventually(() => mark.first().boundingBox(), (box) => box.y > 0 && box.y < 860);
      // The clause stands among its neighbours, whole, with the states of the document.
      assert.match(await dialog.innerText(), /8\.加强跨境电商标杆企业培育[\s\S]*9\.支持跨境电商企业[\s\S]*10\.支持跨境电商平台型企业/);
      assert.match(await dialog.locator('.badges').innerText(), /苏州市[\s\S]*征求意见稿[\s\S]*已过期/);
      assert.deepEqual(await violations(page), []);
      await shoot(page, '11-document');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }));

  test('by the keyboard alone, and the focus returns to the button', () =>
    visit({}, async (page, chat) => {
      await chat.ask(first);
      await walkTo(page, /^button 在原文中查看/, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.locator('mark.chosen').first().waitFor();
      await page.waitForFunction(() => document.querySelector('clausewise-chat').shadowRoot.querySelector('clausewise-document').shadowRoot.activeElement?.localName === 'mark');
      await walkTo(page, /^button 关闭原文/);
      await page.keyboard.press('Enter');
      await focusOn(page, /^button 在原文中查看/);
    }));

  test('every quote of many answers is found in its document, word for word', () =>
    visit({}, async (page, chat) => {
      for (const question of ['产业园奖励最高多少？', '南通建独立站补多少？', '退运商品免税要什么条件？']) {
        const answer = await chat.ask(question);
        const quotes = answer.entry.locator('blockquote');
        for (let i = 0; i < Math.min(3, await quotes.count()); i++) {
          const words = await quotes.nth(i).textContent();
          await quotes.nth(i).click();
          await eventually(() => page.locator('mark.chosen').allTextContents(), (marked) => flat(marked.join('')) === flat(words));
          await page.keyboard.press('Escape');
          await page.locator('dialog[open]').waitFor({ state: 'detached' });
        }
      }
    }));

  test('what a clause refers to is a link: to a clause here, and to another document', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask('退运商品免税的公告，第二条是怎么写的？');
      await answer.entry.getByRole('button', { name: '在原文中查看' }).first().click();
      const dialog = page.locator('dialog[open]');
      await dialog.locator('[data-clause="二"] a', { hasText: '第一条' }).first().focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('clausewise-chat').shadowRoot.querySelector('clausewise-document').shadowRoot.activeElement?.dataset.clause === '一');
      assert.deepEqual(await violations(page), []);
      await shoot(page, '12-reference');
      await page.keyboard.press('Escape');
      const other = await chat.ask(first);
      await other.entry.locator('blockquote').first().click();
      await dialog.locator('[data-clause="preamble"] a', { hasText: '三年行动计划' }).click();
      await dialog.getByRole('heading', { name: /行动计划/ }).waitFor();
      await dialog.locator('.row', { hasText: '蘇州' }).first().waitFor();
      assert.equal(page.url().split('#')[0], `${base}/`.replace(/\/\/$/, '/'));
    }));

  test('small and dark', () =>
    visit({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' }, async (page, chat) => {
      const answer = await chat.ask(first);
      await answer.entry.getByRole('button', { name: '在原文中查看' }).first().click();
      await page.locator('mark.chosen').first().waitFor();
      const box = await page.locator('dialog[open]').boundingBox();
      assert.deepEqual([box.x, box.width], [0, 320]);
      assert.deepEqual(await overflows(page), []);
      assert.deepEqual(await violations(page), []);
      await shoot(page, '12-document-small-dark');
    }));

  test('the documents of the page open too', () =>
    visit({}, async (page) => {
      await page.getByRole('button', { name: /南通市推进跨境电商/ }).click();
      const dialog = page.getByRole('dialog', { name: /南通市推进跨境电商/ });
      await dialog.getByText('三、主要任务').first().waitFor();
    }));
});

describe('the curve of the amount', () => {
  test('where the user stands, the next step, the cap, and other values', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask(first);
      const curve = answer.entry.locator('clausewise-curve');
      await curve.locator('svg').waitFor();
      const points = flat(await curve.locator('.points').innerText());
      assert.match(points, /您在这里85万元29万元下一档90万元32万元封顶2650万元起800万元/);
      const said = await curve.getByRole('img').getAttribute('aria-label');
      assert.match(said, /您在这里 85万元 → 29万元；下一档 90万元 → 32万元；封顶 800万元/);
      await curve.locator('svg').scrollIntoViewIfNeeded();
      await shoot(page, '13-curve');
      assert.deepEqual(await violations(page), []);

      // A figure as people write it; the service works it out.
      const exact = curve.getByRole('textbox', { name: /当年度独立站费用支出/ });
      for (const [value, shown] of [['120万', /120万元→41万元/], ['500000', /50万元→0元/], ['五千万', /5000万元→800万元/], ['500000.01', /→20万元/]]) {
        await exact.fill(value);
        await exact.press('Enter');
        await page.waitForFunction((want) => new RegExp(want).test(document.querySelector('clausewise-chat').shadowRoot.querySelector('clausewise-curve').shadowRoot.querySelector('.outcome').innerText.replace(/[\s,]/g, '')), shown.source);
      }
      // Nonsense is refused in words, and the chart stays.
      await exact.fill('一头牛');
      await exact.press('Enter');
      await curve.getByRole('alert').waitFor();
      assert.notEqual((await curve.getByRole('alert').innerText()).trim(), '');
      await curve.getByRole('button', { name: '回到我的数据' }).click();
      await page.waitForFunction(() => !document.querySelector('clausewise-chat').shadowRoot.querySelector('clausewise-curve').shadowRoot.querySelector('.trial'));
      assert.equal(flat(await curve.locator('.points').innerText()), points);

      await curve.getByRole('button', { name: '看到封顶' }).click();
      await curve.locator('.cap text').waitFor();
      await shoot(page, '14-curve-whole');
    }));

  test('the slider moves by keys, says its value, and shows what the service says', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask(first);
      const curve = answer.entry.locator('clausewise-curve');
      const slider = curve.getByRole('slider');
      await slider.focus();
      for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
      const value = await slider.inputValue();
      assert.ok(Number(value) > 850000);
      assert.match(await slider.getAttribute('aria-valuetext'), /万元$/);
      await curve.locator('.outcome', { hasNotText: '正在测算' }).waitFor();
      const shown = flat(await curve.locator('.outcome strong').innerText());
      const response = await page.request.post(`${base}/api/v1/calculate`, { data: { rule: 'suzhou-measures/independent-site', inputs: { expense_yuan: value, has_record: true } } });
      const { amount } = await response.json();
      assert.equal(shown.replace(/万元$/, '0000.00').replace(/元$/, '.00'), amount.yuan);
    }));

  test('a rule of several inputs: each can be changed, or vary', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask('苏州的外综服平台服务了40家企业，年度服务收入1500万，能补多少？');
      const curve = answer.entry.locator('clausewise-curve').first();
      await curve.locator('svg').waitFor();
      assert.match(flat(await curve.locator('.points').innerText()), /您在这里1500万元75万元封顶2000万元起100万元/);
      const firms = curve.getByRole('textbox', { name: /企业家数/ });
      assert.equal(await firms.inputValue(), '40');
      await firms.fill('29');
      await firms.press('Enter');
      await page.waitForFunction(() => /您在这里1500万元0元/.test(document.querySelector('clausewise-chat').shadowRoot.querySelector('clausewise-curve').shadowRoot.querySelector('.points').innerText.replace(/[\s,]/g, '')));
      await curve.getByRole('button', { name: '回到我的数据' }).click();
      await page.waitForFunction(() => /您在这里1500万元75万元/.test(document.querySelector('clausewise-chat').shadowRoot.querySelector('clausewise-curve').shadowRoot.querySelector('.points').innerText.replace(/[\s,]/g, '')));
      await curve.getByRole('combobox').selectOption({ index: 0 });
      await page.waitForFunction(() => /您在这里40家75万元最多30家起75万元/.test(document.querySelector('clausewise-chat').shadowRoot.querySelector('clausewise-curve').shadowRoot.querySelector('.points').innerText.replace(/[\s,]/g, '')));
      assert.equal(await curve.locator('.cap').count(), 0, 'a threshold is no cap');
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(await overflows(page), []);
      await shoot(page, '22-curve-two-inputs');
    }));

  test('an answer without an amount has none, and asks for none', () =>
    visit({}, async (page, chat) => {
      let asked = 0;
      page.on('request', (r) => (asked += r.url().endsWith('/api/v1/curve') ? 1 : 0));
      await chat.ask('杭州的政策呢？');
      await chat.ask('南通建独立站补多少？');
      assert.equal(asked, 0);
    }));
});

describe('what can be taken along', () => {
  test('copy: question, answer, where it is from', async () => {
    await visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page, chat) => {
      const answer = await chat.ask(first);
      // Said for a moment only: looked for before it is done.
      await Promise.all([page.getByText('已复制').waitFor(), answer.entry.getByRole('button', { name: '复制' }).click()]);
      const text = await page.evaluate(() => navigator.clipboard.readText());
      for (const part of ['建独立站花了85万', '29万元', '若干政策措施', '第9条', '征求意见稿', '以主管部门的解释为准']) assert.ok(text.includes(part), part);
      assert.doesNotMatch(text, /\*\*/);
    });
  });

  test('print: one answer on a page of its own', () =>
    visit({}, async (page, chat) => {
      await page.evaluate(() => {
        // Headless browsers print nothing; what would be printed is kept.
        const add = document.body.append.bind(document.body);
        document.body.append = (...nodes) => {
          add(...nodes);
          for (const frame of nodes) if (frame.contentWindow) frame.contentWindow.print = () => (globalThis.printed = frame);
        };
      });
      // The chart comes after the answer; who prints before that has it too,
      // and printing waits by a clock that stands still here.
      const noon = Date.now();
      await page.clock.install({ time: noon });
      await page.clock.pauseAt(noon + 3_600_000);
      let release;
      const held = new Promise((done) => (release = done));
      await page.route('**/api/v1/curve', (route) => held.then(() => route.continue()));
      const answer = await chat.ask(first);
      const print = answer.entry.getByRole('button', { name: '打印' });
      await print.click();
      await print.click();
      assert.equal(await page.locator('iframe').count(), 0);
      release();
      await page.waitForFunction(() => globalThis.printed);
      assert.equal(await page.locator('iframe').count(), 1, 'pressed twice, printed once');
      // Shown as a sheet to look at it.
      await page.evaluate(() => {
        for (const [k, v] of Object.entries({ position: 'fixed', inset: '0', width: '794px', height: '1123px', visibility: 'visible', 'z-index': '9' })) globalThis.printed.style.setProperty(k, v, 'important');
      });
      const paper = page.frameLocator('iframe').locator('main.paper');
      const text = await paper.innerText();
      for (const part of ['建独立站花了85万', '29万元', '征求意见稿', '已过期', '超出部分', '850,000', '有磋商或交易记录', '30.5万元', '费用支出每增加10万元', '单个企业最高可享受800万元', '责任部门', '以主管部门的解释为准']) assert.ok(text.includes(part), `${part} is not on paper`);
      assert.equal(await paper.locator('button, input, form, clausewise-curve').count(), 0);
      // The chart is on paper as it stands, with its styles, and nothing to move.
      const chart = paper.locator('.chart svg .line');
      assert.equal(await chart.evaluate((e) => getComputedStyle(e).fill), 'none');
      assert.match(await paper.locator('.chart .points').innerText(), /85万元[\s\S]*29万元/);
      const styled = await paper.locator('.card').first().evaluate((e) => [getComputedStyle(e).borderTopWidth, e.ownerDocument.title]);
      assert.equal(styled[0], '1px', 'the sheet has its styles');
      assert.match(styled[1], /条款通/);
      await page.setViewportSize({ width: 794, height: 1123 });
      await shoot(page, '15-paper');
      // A grid that pages break is drawn over what follows it; a card kept
      // whole leaves most of the page before it empty.
      await page.emulateMedia({ media: 'print' });
      const broken = await paper.evaluate((e) => [getComputedStyle(e.querySelector('.answer')).display, getComputedStyle(e.querySelector('.calculation')).display, getComputedStyle(e.querySelector('.calculation')).breakInside]);
      assert.deepEqual(broken, ['block', 'block', 'auto']);
      await page.emulateMedia({ media: 'screen' });
      await page.evaluate(() => globalThis.printed.contentWindow.dispatchEvent(new Event('afterprint')));
      assert.equal(await page.locator('iframe').count(), 0);
    }));

  test('a chart that never comes keeps no answer off paper', () =>
    visit({}, async (page, chat) => {
      await page.clock.install();
      await page.route('**/api/v1/curve', () => {});
      const answer = await chat.ask(first);
      await answer.entry.getByRole('button', { name: '打印' }).click();
      await page.clock.runFor(3000);
      const paper = page.frameLocator('iframe').locator('main.paper');
      assert.match(await paper.innerText(), /29万元/);
      assert.equal(await paper.locator('.chart').count(), 0);
    }));

  test('the page itself prints the whole conversation and nothing to click', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask(first);
      await answer.entry.locator('clausewise-curve svg').waitFor();
      await page.emulateMedia({ media: 'print' });
      for (const part of [page.locator('.composer'), page.locator('aside'), page.locator('header.top'), answer.entry.getByText('复制')]) assert.equal(await part.isVisible(), false);
      const log = await page.getByRole('log').evaluate((e) => [e.scrollHeight, e.clientHeight]);
      assert.equal(log[0], log[1], 'nothing of the log is cut off');
      assert.ok(log[0] > 1200);
      assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
    }));

  test('the receipt is saved as it was signed, and verifies', () =>
    visit({ acceptDownloads: true }, async (page, chat) => {
      const answer = await chat.ask(first);
      const [download] = await Promise.all([page.waitForEvent('download'), answer.entry.getByText('已保存').waitFor(), answer.entry.getByRole('button', { name: '保存凭证' }).click()]);
      assert.match(download.suggestedFilename(), /^clausewise-receipt-.+\.json$/);
      const receipt = await readFile(await download.path(), 'utf8');
      assert.match(receipt, /"290000\.00"/);
      const verified = await page.request.post(`${base}/api/v1/verify`, { headers: { 'content-type': 'application/json' }, data: Buffer.from(receipt) });
      assert.equal(verified.status(), 200, await verified.text());
    }));
});

describe('a person', () => {
  test('a question is left with a contact, once, and the staff have it', (t) =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask('杭州的政策呢？');
      await answer.entry.getByRole('button', { name: '转人工' }).click();
      const dialog = page.getByRole('dialog', { name: '留言给工作人员' });
      assert.equal(await dialog.getByRole('textbox', { name: '问题' }).inputValue(), '杭州的政策呢？');
      await focusOn(page, /^input/);
      await dialog.getByRole('button', { name: '提交留言' }).click();
      await dialog.getByText('请写下问题和联系方式').waitFor();
      await shoot(page, '16-handoff');
      assert.deepEqual(await violations(page), []);
      const contact = `0571-${Date.now()}<img src=x onerror="document.title=1">`;
      await dialog.getByRole('textbox', { name: '电话或邮箱' }).fill(contact);
      await dialog.getByRole('textbox', { name: '称呼' }).fill('李先生');
      await page.keyboard.press('Enter');
      await dialog.getByText('留言已提交').waitFor();
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
      const admin = await asAdmin();
      if (!admin) return t.skip('the staff’s side needs a service of the runner’s own');
      const all = await admin.get('/api/v1/handoffs?open=true');
      const mine = all.filter((h) => h.contact === contact);
      assert.equal(mine.length, 1);
      assert.equal(mine[0].question, '杭州的政策呢？');
      assert.equal(mine[0].name, '李先生');
    }));

  test('also without a question before it, from the empty chat', () =>
    visit({ viewport: { width: 320, height: 640 } }, async (page) => {
      await page.getByRole('button', { name: '转人工' }).click();
      const dialog = page.getByRole('dialog', { name: '留言给工作人员' });
      await focusOn(page, /^textarea/);
      await dialog.getByRole('textbox', { name: '问题' }).fill('想预约现场咨询');
      await dialog.getByRole('textbox', { name: '电话或邮箱' }).fill('a@example.cn');
      assert.deepEqual(await overflows(page), []);
      await shoot(page, '17-handoff-small');
      await dialog.getByRole('button', { name: '提交留言' }).click();
      await dialog.getByText('留言已提交').waitFor();
    }));

  test('a thumb down with its reasons', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask(first);
      await answer.entry.getByRole('button', { name: '没用' }).click();
      await answer.entry.getByRole('checkbox', { name: '金额不对' }).check();
      await answer.entry.getByRole('textbox', { name: /哪里不对/ }).fill('<img src=x onerror="document.title=1">应该是30.5万');
      assert.deepEqual(await violations(page), []);
      await shoot(page, '18-reasons');
      await answer.entry.getByRole('button', { name: '提交' }).click();
      await page.getByText('谢谢，已记下。').waitFor();
      assert.equal(await page.title(), '条款通');
    }));
});

describe('staff in the conversation', { skip: process.env.ADMIN_PASSWORD ? false : 'needs a service of the runner’s own' }, () => {
  test('a person takes over, answers live, and gives back', () =>
    visit({}, async (page, chat) => {
      const admin = await asAdmin();
      await chat.ask('杭州的政策呢？');
      const id = await page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([k]) => k.startsWith('clausewise:'))[1]).conversation);
      await admin.put(`/api/v1/conversations/${id}/takeover`);
      const held = await chat.ask('能帮我问问吗？');
      assert.match(await held.text(), /人工坐席[\s\S]*坐席会在这里答复/);
      await admin.post(`/api/v1/conversations/${id}/messages`, { text: '杭州的文件下周收录。<img src=x onerror="document.title=1">\n可以先看省里的规范。' });
      const said = chat.entries.nth(2);
      await said.getByText('杭州的文件下周收录').waitFor();
      assert.equal(await said.locator('.question').count(), 0);
      assert.match(await said.innerText(), /人工坐席/);
      assert.equal(await said.locator('img').count(), 0);
      assert.deepEqual(await violations(page), []);
      await shoot(page, '21-staff');
      await admin.remove(`/api/v1/conversations/${id}/takeover`);
      const back = await chat.ask(first);
      assert.match(flat(await back.conclusion()), /29万元/);
      // It all comes back after a reload, in its order.
      await page.reload();
      await chat.answered(3);
      assert.match(await chat.entries.nth(2).innerText(), /杭州的文件下周收录/);
      assert.equal(await page.title(), '条款通');
    }));
});

describe('another tab', () => {
  test('goes on with the conversation, and hears what the first one asks', async () => {
    const page = await openPage(browser, {});
    try {
      await page.goto(base);
      const early = await page.context().newPage();
      await early.goto(base);
      await early.getByText('可以这样问').waitFor();
      const chat = new Chat(page);
      await chat.ask(first);
      // A tab that was open before follows; one opened later resumes.
      await new Chat(early).answered(0);
      const late = await page.context().newPage();
      await late.goto(base);
      const other = new Chat(late);
      assert.match(flat(await (await other.answered(0)).conclusion()), /29万元/);
      await chat.ask('那120万呢？');
      assert.match(flat(await (await other.answered(1)).conclusion()), /41万元/);
      assert.match(flat(await (await new Chat(early).answered(1)).conclusion()), /41万元/);
      // And the other way round, on the same thread.
      await other.ask('株洲呢？');
      await chat.answered(2);
      assert.equal(await chat.entries.count(), 3);
    } finally {
      await page.context().close();
    }
  });
});

describe('a conversation is deleted', () => {
  test('after a word of warning, from the page and from the service', () =>
    visit({}, async (page, chat) => {
      assert.equal(await page.getByRole('button', { name: '删除对话' }).count(), 0, 'there is nothing to delete yet');
      await chat.ask(first);
      const proof = await page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([k]) => k.startsWith('clausewise:'))[1]));
      await walkTo(page, /^button 删除对话/);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('alertdialog', { name: '删除这次对话？' });
      await dialog.waitFor();
      await focusOn(page, /^button 取消/); // what harms is not what Enter does
      assert.deepEqual(await violations(page), []);
      await shoot(page, '18-delete');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.equal(await chat.entries.count(), 1);
      // A service that is not there does not pretend.
      await page.route('**/forget', (r) => r.abort());
      await page.getByRole('button', { name: '删除对话' }).click();
      await dialog.getByRole('button', { name: '删除', exact: true }).click();
      await dialog.getByText('没有删掉').waitFor();
      await page.unroute('**/forget');
      await dialog.getByRole('button', { name: '删除', exact: true }).click();
      await page.getByText('想了解哪项政策').waitFor();
      assert.equal(await chat.entries.count(), 0);
      await page.reload();
      await page.getByText('想了解哪项政策').waitFor();
      const again = await page.request.post(`${base}/api/v1/conversations/${proof.conversation}/forget`, { data: { secret: proof.secret } });
      assert.equal(again.status(), 404, 'the service has forgotten it');
    }));
});

describe('what documents and offices say is text', () => {
  test('markup in a title, a clause, an office and its link', () =>
    visit({}, async (page, chat) => {
      const answer = await chat.ask('昆山对建设仓储设施有什么支持？');
      const text = await answer.text();
      assert.match(text, /昆山/);
      const contacts = answer.entry.locator('.contacts');
      await contacts.waitFor();
      assert.match(await contacts.innerText(), /昆山市商务局<b>/);
      assert.equal(await contacts.locator('a').count(), 1, 'the telephone number is a link, javascript: is none');
      assert.equal(await contacts.locator('a').getAttribute('href'), 'tel:051257530000');
      await answer.entry.getByRole('button', { name: '在原文中查看' }).first().click();
      const dialog = page.locator('dialog[open]');
      await dialog.getByText('<img src=x onerror=').first().waitFor();
      assert.equal(await dialog.locator('img, script, svg[onload]').count(), 0);
      await shoot(page, '19-markup');
      assert.deepEqual(await violations(page), []);
      assert.equal(await page.title(), '条款通');
    }));

  test('dark, reduced motion, traditional and English keep every card accessible', async () => {
    for (const [lang, question] of [['繁體中文', '蘇州獨立站花了85萬，有交易記錄，能補多少？'], ['English', 'We spent 850,000 yuan on an independent site in Suzhou and have transaction records. How much is the grant?']]) {
      await visit({ colorScheme: 'dark', reducedMotion: 'reduce' }, async (page, chat) => {
        await page.locator('.speak select').selectOption({ label: lang });
        chat.field = page.getByRole('textbox', { name: lang === 'English' ? 'Your question' : '您的問題' });
        const answer = await chat.ask(question);
        await answer.entry.locator('clausewise-curve svg').waitFor();
        assert.deepEqual(await violations(page), []);
        const moving = await answer.entry.evaluate((e) => e.getAnimations({ subtree: true }).length);
        assert.equal(moving, 0);
        await shoot(page, `20-${lang === 'English' ? 'en' : 'hant'}-dark`);
      });
    }
  });
});
