// The widget on its own, against the fake service: what a host page and a
// hasty user can do to it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFakeService } from '../widget/dev/server.mjs';
import { eventually, openPage, overflows, shoot, startBrowser, violations } from './browser.mjs';
import { Chat } from './chat.mjs';

let browser, service;
before(async () => {
  [browser, service] = await Promise.all([startBrowser(), startFakeService({ pace: 5 })]);
});
after(async () => {
  await browser?.close();
  await service?.close();
});

async function visit(path, options, steps) {
  const page = await openPage(browser, options);
  try {
    await page.goto(service.url + path);
    await steps(page, new Chat(page));
    assert.deepEqual(page.faults, []);
  } finally {
    await page.context().close();
  }
}

const launcher = (page) => page.getByRole('button', { name: '政策咨询' });

test('on a host page: a button opens it, Escape closes it, the focus returns', () =>
  visit('/host', {}, async (page, chat) => {
    const button = launcher(page);
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: '条款通' }).waitFor();
    await eventually(() => chat.field.evaluate((e) => e.getRootNode().activeElement === e));
    await chat.ask('建独立站花了85万，有询盘和交易记录，能补多少？');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(() => button.evaluate((e) => e.getRootNode().activeElement === e));
    await button.click();
    await chat.answered(0);
  }));

test('no style of the host page reaches in', async () => {
  const styles = async (path) => {
    const page = await openPage(browser, { viewport: { width: 900, height: 700 } });
    await page.goto(service.url + path);
    const of = page.locator('clausewise-chat').evaluate((chat) => {
      chat.open = true;
      return chat.updateComplete.then(() =>
        [...chat.shadowRoot.querySelectorAll('h2, button, textarea, .titles p')].map((e) => {
          const s = getComputedStyle(e);
          return [e.localName, s.color, s.letterSpacing, s.textTransform, s.fontFamily, s.display].join(' ');
        }),
      );
    });
    const found = await of;
    await page.context().close();
    return found;
  };
  // The site's own page is the same widget without the hostile rules.
  const [hostile, own] = await Promise.all([styles('/host'), styles('/')]);
  assert.ok(hostile.length > 5);
  for (const line of hostile) assert.match(line, / normal none /, line);
  for (const line of hostile) assert.doesNotMatch(line, /rgb\(138, 0, 138\)/);
  assert.equal(hostile[0], own[0]);
});

test('on a small screen the panel fills it', () =>
  visit('/host', { viewport: { width: 320, height: 568 }, colorScheme: 'dark' }, async (page, chat) => {
    await launcher(page).click();
    await chat.ask('产业园最高多少？');
    const box = await page.getByRole('dialog').boundingBox();
    assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, 320, 568]);
    assert.deepEqual(await overflows(page), []);
    await shoot(page, 'widget-small-dark');
    await page.getByRole('button', { name: '关闭' }).click();
    await launcher(page).waitFor();
  }));

test('a choice is sent by a click and cannot be sent twice', () =>
  visit('/', {}, async (page, chat) => {
    const which = await chat.ask('产业园最高多少？');
    await which.entry.getByRole('button', { name: '株洲' }).click();
    await chat.answered(1);
    assert.match(await chat.entries.nth(1).locator('.question').innerText(), /株洲/);
    assert.ok(await which.entry.getByRole('button', { name: '苏州' }).isDisabled());
  }));

test('what a model wrote stands under a mark, and a brief answer says that it is one', () =>
  visit('/', {}, async (page, chat) => {
    const title = await page.title();
    const explained = await chat.ask('解释一下独立站的补助');
    const model = explained.entry.locator('.model');
    assert.match(await model.innerText(), /^以下说明由模型撰写，金额和引文不由模型给出\n[\s\S]*每满10万元算一档[\s\S]*零头不计/);
    assert.equal(await model.locator('p').count(), 3);
    assert.equal(await model.locator('img').count(), 0);
    assert.doesNotMatch(await explained.entry.locator('.conclusion').innerText(), /模型/);
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'widget-model');
    const brief = await chat.ask('简要说说');
    assert.match(await brief.conclusion(), /简要答复/);
    assert.equal(await brief.entry.locator('.model').count(), 0);
    assert.equal(await page.title(), title);
  }));

test('a question for a person that the service cannot keep stays in the form', () =>
  visit('/', {}, async (page) => {
    await page.getByRole('button', { name: '转人工' }).click();
    const dialog = page.getByRole('dialog', { name: '留言给工作人员' });
    await dialog.getByRole('textbox', { name: '问题' }).fill('!error');
    await dialog.getByRole('textbox', { name: '电话或邮箱' }).fill('12345');
    await dialog.getByRole('button', { name: '提交留言' }).click();
    await dialog.getByText('暂时无法读写资料库').waitFor();
    assert.equal(await dialog.getByRole('textbox', { name: '问题' }).inputValue(), '!error');
    assert.equal(await dialog.getByRole('textbox', { name: '电话或邮箱' }).inputValue(), '12345');
    await dialog.getByRole('textbox', { name: '问题' }).fill('可以了');
    await dialog.getByRole('button', { name: '提交留言' }).click();
    await dialog.getByText('留言已提交').waitFor();
    assert.equal(service.handoffs.length, 2);
  }));

test('a document that cannot be read says so and can be tried again', () =>
  visit('/', {}, async (page, chat) => {
    let broken = true;
    await page.route('**/clauses*', (route) => (broken ? route.abort() : route.continue()));
    const answer = await chat.ask('建独立站花了85万');
    await answer.entry.getByRole('button', { name: '在原文中查看' }).first().click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByText('没有读到原文').waitFor();
    await shoot(page, 'widget-document-failed');
    broken = false;
    await dialog.getByRole('button', { name: '重试' }).click();
    await dialog.locator('mark.chosen').waitFor();
  }));

test('an error says what to do and can be tried again', () =>
  visit('/', {}, async (page, chat) => {
    await chat.field.fill('!error');
    await chat.field.press('Enter');
    await page.getByText('系统暂时无法回答').waitFor();
    await shoot(page, 'widget-error');
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: '重新提问' }).click();
    await page.getByText('系统暂时无法回答').waitFor();
    assert.equal(await chat.entries.count(), 1);
  }));

test('stop leaves the question, and the field is free', () =>
  visit('/', {}, async (page, chat) => {
    await chat.field.fill('!hold');
    await chat.field.press('Enter');
    await page.getByRole('button', { name: '停止' }).click();
    await page.getByText('已停止').waitFor();
    await page.getByRole('button', { name: '发送' }).waitFor();
  }));

test('Enter inside an input method chooses a word and sends nothing', () =>
  visit('/', {}, async (page, chat) => {
    await chat.field.fill('建独立站');
    for (const how of [{ isComposing: true }, { keyCode: 229 }])
      await chat.field.evaluate((e, init) => e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, ...init })), how);
    assert.equal(await chat.entries.count(), 0);
    await chat.field.press('Enter');
    await chat.answered(0);
    assert.equal(await chat.entries.count(), 1);
  }));

test('a conversation the service lost begins anew, and the question is answered', () =>
  visit('/', {}, async (page, chat) => {
    await chat.ask('建独立站花了85万');
    service.conversations.clear();
    service.cut();
    await page.getByText('上次的对话已经结束').waitFor();
    const answer = await chat.ask('杭州的政策呢？');
    assert.match(await answer.conclusion(), /没有杭州/);
    assert.equal(await chat.entries.count(), 1);
  }));

test('traditional Chinese, English and a theme of one’s own', async () => {
  for (const [lang, send] of [['zh-Hant', '傳送'], ['en', 'Send']]) {
    await visit('/host', { locale: 'zh-CN' }, async (page) => {
      await page.evaluate((l) => {
        document.querySelector('clausewise-chat').remove();
        const chat = document.createElement('clausewise-chat');
        chat.setAttribute('lang', l);
        chat.setAttribute('theme', 'dark');
        chat.setAttribute('open', '');
        chat.setAttribute('server', location.origin);
        chat.style.setProperty('--cw-accent-dark', '#9fd6b4');
        document.body.append(chat);
      }, lang);
      await page.getByRole('button', { name: send, exact: true }).waitFor();
      assert.deepEqual(await violations(page), []);
      await shoot(page, `widget-${lang}`);
    });
  }
});

test('readers hear finished answers, not the text as it grows', () =>
  visit('/', {}, async (page, chat) => {
    const log = page.getByRole('log');
    assert.equal(await log.getAttribute('aria-live'), 'off');
    await page.evaluate(() => {
      globalThis.heard = [];
      const log = document.querySelector('clausewise-chat').shadowRoot.querySelector('.log');
      new MutationObserver(() => {
        const pending = log.querySelector('.pending');
        if (pending) globalThis.heard.push(pending.getAttribute('aria-hidden'));
      }).observe(log, { subtree: true, childList: true, characterData: true });
    });
    // The text grows while somebody looks.
    const release = service.hold();
    await chat.field.fill('建独立站花了85万');
    await chat.field.press('Enter');
    await log.locator('.pending').first().waitFor({ state: 'attached' });
    release();
    await chat.answered(0);
    await eventually(() => log.getAttribute('aria-live'), (live) => live === 'polite');
    const heard = await page.evaluate(() => globalThis.heard);
    assert.ok(heard.length > 0);
    assert.ok(heard.every((h) => h === 'true'));
  }));
