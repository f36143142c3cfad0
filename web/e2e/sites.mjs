// A site that embeds the chat by its key: on an origin of its own, under a
// strict content policy, with styles that reach for everything.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { openPage, overflows, shoot, startBrowser, violations } from './browser.mjs';
import { Chat } from './chat.mjs';
import { asAdmin } from './admin.mjs';
import { base, flat } from './visit.mjs';

const service = new URL(base);
const strict = `default-src 'none'; script-src ${service.origin}; connect-src ${service.origin} ws://${service.host}; style-src 'unsafe-inline'; base-uri 'none'`;
const hostile = `
  * { letter-spacing: .3em !important; text-transform: uppercase !important; }
  button, textarea, table, dialog, section, div, p, h2, h3, mark, svg, input { all: unset; display: inline !important; color: #8a008a !important; font-size: 40px !important; }
  dialog, [role=dialog] { display: none !important; }
  clausewise-chat, clausewise-chat * { display: none; opacity: .1; transform: rotate(9deg); pointer-events: none; }
  body { overflow: hidden; transform: translateZ(0); }
  .top { position: fixed; inset: 0 0 auto 0; z-index: 2147483647; height: 40px; background: #ddd; }`;

/** A site of one page; key is what its script tag names. */
async function startSite(key) {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', strict);
    response.end(`<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>网站</title><link rel="icon" href="data:,"><style>${hostile}</style>
      <script src="${service.origin}/widget.js" data-site="${key}" defer></script></head><body><main><h1>网站</h1><div class="top">顶栏</div></main></body></html>`);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => server.close(done)) };
}

const name = '昆山跨境电商<img src=x onerror="document.title=1">';
let browser, site, stranger, admin;
before(async () => {
  admin = await asAdmin();
  [browser, site, stranger] = await Promise.all([startBrowser(), startSite('kunshan'), startSite('kunshan')]);
  await admin?.put('/api/v1/sites/kunshan', {
    key: 'kunshan', name, origins: [site.origin], languages: ['zh-Hans', 'en'], theme: { accent: '#8c1d40', radius: '4px' },
    contact: { office: '昆山市商务局', phone: '0512-57530000', link: 'https://www.example.gov.cn/apply' },
  });
});
after(async () => {
  await Promise.all([browser?.close(), site?.close(), stranger?.close()]);
});

async function visit(at, options, steps) {
  const page = await openPage(browser, options);
  try {
    await page.goto(at.origin);
    await page.getByRole('button', { name: '政策咨询' }).click();
    await steps(page, new Chat(page));
    // The host's policy forbids the icon it asks for itself, and nothing of ours.
    assert.deepEqual(page.faults.filter((f) => !/favicon|data:,/.test(f)), []);
  } finally {
    await page.context().close();
  }
}

describe('a site that embeds the chat', { skip: process.env.ADMIN_PASSWORD ? false : 'needs a service of the runner’s own' }, () => {
  test('its name, colours, languages and contact; the conversation, the clause, the curve', () =>
    visit(site, {}, async (page, chat) => {
      const panel = page.getByRole('dialog', { name: '条款通' });
      await panel.getByRole('heading', { name }).waitFor();
      assert.equal(await panel.locator('h2 img').count(), 0);
      await panel.getByText('昆山市商务局').waitFor();
      assert.equal(await panel.getByRole('link', { name: '申报入口' }).getAttribute('href'), 'https://www.example.gov.cn/apply');
      assert.deepEqual(await panel.locator('.speak option').allInnerTexts(), ['简体中文', 'English']);
      await shoot(page, '30-site');
      const answer = await chat.ask('建独立站花了85万，有询盘和交易记录，能补多少？');
      assert.match(flat((await answer.amounts())[0]), /^29万元/);
      const color = await answer.entry.locator('.amount strong').evaluate((e) => getComputedStyle(e).color);
      assert.equal(color, 'rgb(140, 29, 64)');
      const curve = answer.entry.locator('clausewise-curve');
      await curve.locator('svg').waitFor();
      assert.equal(await curve.evaluate((e) => getComputedStyle(e).letterSpacing), 'normal');
      await shoot(page, '31-site-answer');
      assert.deepEqual(await overflows(page), []);
      await answer.entry.getByRole('button', { name: '在原文中查看' }).first().click();
      const mark = page.locator('mark.chosen').first();
      await mark.waitFor();
      const dialog = page.locator('dialog[open]');
      const look = await dialog.evaluate((e) => {
        const s = getComputedStyle(e);
        const box = e.getBoundingClientRect();
        return { display: s.display, spacing: s.letterSpacing, transform: s.textTransform, color: s.color, top: box.top >= 0, wide: box.width > 500 };
      });
      assert.deepEqual(look, { display: 'block', spacing: 'normal', transform: 'none', color: 'rgb(24, 34, 45)', top: true, wide: true });
      // Nothing of the page lies over it.
      const box = await dialog.getByRole('button', { name: '关闭原文' }).boundingBox();
      const hit = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.localName, [box.x + box.width / 2, box.y + box.height / 2]);
      assert.equal(hit, 'clausewise-chat');
      await shoot(page, '32-site-document');
      await page.keyboard.press('Escape');
      assert.equal(await page.title(), '网站');
      assert.ok(await panel.isVisible(), 'Escape closed the document, not the chat');
    }));

  test('axe, 320 pixels, dark', () =>
    visit(site, { viewport: { width: 320, height: 568 }, colorScheme: 'dark' }, async (page, chat) => {
      await chat.ask('建独立站花了85万，有询盘和交易记录，能补多少？');
      assert.deepEqual(await overflows(page), []);
      assert.deepEqual((await violations(page)).filter((v) => !/\.top|region|landmark/.test(v)), []);
      await shoot(page, '33-site-small-dark');
    }));

  test('a reload brings the conversation back with a fresh token', () =>
    visit(site, {}, async (page, chat) => {
      await chat.ask('建独立站花了85万，有询盘和交易记录，能补多少？');
      await page.reload();
      await page.getByRole('button', { name: '政策咨询' }).click();
      const again = await new Chat(page).answered(0);
      assert.match(flat(await again.conclusion()), /29万元/);
    }));

  test('a question for a person carries the site', () =>
    visit(site, {}, async (page) => {
      await page.getByRole('button', { name: '转人工' }).click();
      const dialog = page.getByRole('dialog', { name: '留言给工作人员' });
      await dialog.getByRole('textbox', { name: '问题' }).fill('昆山有没有补贴？');
      const contact = `1390000${Date.now() % 10000}`;
      await dialog.getByRole('textbox', { name: '电话或邮箱' }).fill(contact);
      await dialog.getByRole('button', { name: '提交留言' }).click();
      await dialog.getByText('留言已提交').waitFor();
      const all = await admin.get('/api/v1/handoffs');
      assert.equal(all.find((h) => h.contact === contact)?.site, 'kunshan');
    }));

  test('a page of another origin is told so, and gets no answer', async () => {
    const page = await openPage(browser, {});
    try {
      await page.goto(stranger.origin);
      await page.getByRole('button', { name: '政策咨询' }).click();
      await page.getByRole('alert').getByText('这个网站还没有登记').waitFor();
      const chat = new Chat(page);
      assert.ok(await chat.field.isDisabled());
      await page.getByRole('button', { name: '产业园奖励最高多少？' }).click();
      assert.equal(await chat.entries.count(), 0);
      await shoot(page, '34-stranger');
    } finally {
      await page.context().close();
    }
  });
});
