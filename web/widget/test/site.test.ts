import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Start } from '../src/api';
import { Site, themeRules } from '../src/site';
import { dial, webLink } from '../src/view/contact';

test('a token is fetched once and again before it ends', async () => {
  let [now, asked] = [0, 0];
  const api = { start: async (site: string): Promise<Start> => ({ token: `${site}-${++asked}`, expires: new Date(now + 900_000).toISOString() }) };
  const site = new Site(api, 'suzhou', () => now);
  assert.equal((await site.start()).token, 'suzhou-1');
  now = 800_000;
  assert.equal((await site.start()).token, 'suzhou-1');
  now = 880_000;
  assert.equal((await site.start()).token, 'suzhou-2');
  site.expire();
  assert.equal((await site.start()).token, 'suzhou-3');
});

test('a failure is not kept', async () => {
  let fails = true;
  const site = new Site({ start: async () => { if (fails) throw new Error('down'); return {}; } }, 's');
  await assert.rejects(site.start());
  fails = false;
  assert.deepEqual(await site.start(), {});
});

test('a theme sets variables and nothing else', () => {
  assert.equal(themeRules({ accent: '#b5121b', radius: '4px' }), ':host { --cw-accent: #b5121b; --cw-radius: 4px; }');
  for (const bad of [{ accent: 'red; } * { display: none' }, { 'accent: red; x': '1' }, { accent: 'url(https://evil.example)' }, { font: 'a}b' }])
    assert.equal(themeRules(bad as Record<string, string>), '', JSON.stringify(bad));
  assert.equal(themeRules(undefined), '');
});

test('only web addresses are links, only numbers are dialled', () => {
  assert.equal(webLink('https://www.example.gov.cn/apply'), 'https://www.example.gov.cn/apply');
  for (const bad of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '/apply', 'apply', '', undefined]) assert.equal(webLink(bad), undefined, bad);
  assert.equal(dial('0512-57530000转8'), 'tel:051257530000');
  assert.equal(dial('+86 512 5753 0000'), 'tel:+8651257530000');
  assert.equal(dial('请到窗口'), undefined);
});
