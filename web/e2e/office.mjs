// The console beside what it depends on: a service that does not answer, a
// language model, a provider of OpenID Connect.

import assert from 'node:assert/strict';
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, request } from 'node:http';
import { after, before, test } from 'node:test';
import { Chat } from './chat.mjs';
import { openPage, shoot, startBrowser, violations } from './browser.mjs';
import { enter, loaded, startStaffed } from './staff.mjs';

const office = { viewport: { width: 1366, height: 768 } };
let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

/** A server of the test's own on a free port. */
async function listen(handle) {
  const server = createServer(handle);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

test('what could not be read says so and can be tried again', async () => {
  const service = await startStaffed();
  const page = await openPage(browser, office);
  try {
    await enter(page, service.url, 'admin', 'account');
    const screens = ['lookup?q=独立站', 'profile', 'compare', 'conversations', 'insight', 'documents', 'rules', 'users', 'sites', 'audit', 'account'];
    for (const screen of screens) {
      const name = screen.split('?')[0];
      // Answers are held back, then none comes, then all do.
      const held = [];
      let answer = (route) => held.push(route);
      await page.route(/\/api\/v1\/(?!session)/, (route) => answer(route));
      await page.goto('about:blank');
      await page.goto(`${service.url}/console#/${screen}`);
      await page.locator('#main [role=status]', { hasText: '正在' }).first().waitFor();
      await shoot(page, `office-${name}-loading`);
      answer = (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ status: 503, code: 'unavailable', detail: '暂时无法读写资料库，请稍后再试' }) });
      await Promise.all(held.map((route) => answer(route)));
      await page.locator('#main [role=alert]', { hasText: '暂时无法读写' }).waitFor();
      const again = page.getByRole('button', { name: '重试' }).first();
      await again.waitFor();
      await loaded(page);
      assert.deepEqual(await violations(page), [], name);
      await shoot(page, `office-${name}-error`);
      await page.unroute(/\/api\/v1\/(?!session)/);
      await again.click();
      await again.waitFor({ state: 'detached' });
      await page.locator('#main [role=alert]').waitFor({ state: 'detached' });
    }
  } finally {
    await page.context().close();
    await service.close();
  }
});

test('staff read what a language model had to do with an answer', async () => {
  const say = (message) => JSON.stringify({ id: '1', object: 'chat.completion', created: 1, model: 'qwen', choices: [{ index: 0, finish_reason: message.tool_calls ? 'tool_calls' : 'stop', message: { role: 'assistant', content: '', ...message } }], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } });
  const call = (id, name, args) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } });
  const turns = [
    { tool_calls: [call('a', 'search_clauses', { query: '独立站', limit: 2 }), call('b', 'calculate', { rule: 'suzhou-measures/independent-site', inputs: { expense_yuan: '8642万' } })] },
    { content: '好' },
  ];
  const streams = ['您可以拿到777万元。', '补助金额是29万元。'];
  const model = await listen(async (req, res) => {
    const asked = JSON.parse((await bodyOf(req)) || '{}');
    if (!asked.stream) {
      res.setHeader('content-type', 'application/json');
      res.end(say(turns.shift() ?? { content: '好' }));
      return;
    }
    res.setHeader('content-type', 'text/event-stream');
    const chunk = (delta, finish = null) => res.write(`data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'qwen', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`);
    chunk({ role: 'assistant', content: streams.shift() ?? '' });
    chunk({}, 'stop');
    res.end('data: [DONE]\n\n');
  });
  const service = await startStaffed(['--model-url', model.url, '--model', 'qwen'], { CLAUSEWISE_MODEL_TIMEOUT: '10m' });
  const page = await openPage(browser, office);
  try {
    await page.goto(service.url);
    const chat = new Chat(page);
    const shown = await chat.ask('苏州独立站花了85万，有交易记录，能补多少？');
    assert.match(await shown.text(), /29万元/);
    await enter(page, service.url, 'agent', 'conversations');
    await page.locator('.entry').first().click();
    await page.getByRole('button', { name: '这个答复怎么来的' }).click();
    const why = page.locator('.explanation');
    await why.waitFor();
    const words = await why.innerText();
    for (const part of ['qwen', '答复里的几句话', 'search_clauses', '8642万', '拒绝', '您可以拿到777万元。']) assert.ok(words.includes(part), `${part} is missing in ${words}`);
    assert.doesNotMatch(words, /"calls"|"dropped"/);
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'office-model');
    assert.deepEqual(page.faults, []);
  } finally {
    await page.context().close();
    await service.close();
    await model.close();
  }
});

/** A provider of OpenID Connect that signs in whomever it is told. */
async function startProvider() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map();
  const provider = { name: 'agent' };
  const encode = (v) => Buffer.from(typeof v === 'string' ? v : JSON.stringify(v)).toString('base64url');
  const server = await listen(async (req, res) => {
    const at = new URL(req.url, provider.url);
    const give = (v, status = 200) => {
      res.writeHead(status, { 'content-type': 'application/json' });
      res.end(JSON.stringify(v));
    };
    switch (at.pathname) {
      case '/.well-known/openid-configuration':
        return give({ issuer: provider.url, authorization_endpoint: `${provider.url}/authorize`, token_endpoint: `${provider.url}/token`, jwks_uri: `${provider.url}/keys`, id_token_signing_alg_values_supported: ['RS256'] });
      case '/keys':
        return give({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] });
      case '/authorize': {
        const code = randomUUID();
        codes.set(code, at.searchParams);
        res.writeHead(303, { location: `${at.searchParams.get('redirect_uri')}?${new URLSearchParams({ code, state: at.searchParams.get('state') })}` });
        return res.end();
      }
      case '/token': {
        const form = new URLSearchParams(await bodyOf(req));
        const asked = codes.get(form.get('code'));
        if (!asked || createHash('sha256').update(form.get('code_verifier')).digest('base64url') !== asked.get('code_challenge')) return give({ error: 'invalid_grant' }, 400);
        const now = Math.floor(Date.now() / 1000);
        const signed = `${encode({ alg: 'RS256', kid: 'k' })}.${encode({ iss: provider.url, aud: 'clausewise', sub: '1', nonce: asked.get('nonce'), iat: now, exp: now + 60, preferred_username: provider.name })}`;
        return give({ access_token: 'x', token_type: 'Bearer', id_token: `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}` });
      }
    }
    res.writeHead(404).end();
  });
  return Object.assign(provider, server);
}

test('staff sign in with the provider of the office', async () => {
  const provider = await startProvider();
  // The service must know its own address before it has one: a proxy lends it.
  let behind;
  const front = await listen((req, res) => {
    const onward = request(behind + req.url, { method: req.method, headers: req.headers }, (answer) => {
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  const service = await startStaffed(['--openid-issuer', provider.url, '--openid-client-id', 'clausewise', '--openid-label', '市政务认证', '--public-url', front.url], { CLAUSEWISE_OPENID_SECRET: 'between us' });
  behind = service.url;
  const page = await openPage(browser, office);
  try {
    await page.goto(`${front.url}/console#/conversations`);
    const way = page.getByRole('link', { name: '用市政务认证登录' });
    await way.waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'office-openid');
    provider.name = 'nobody';
    await way.click();
    await page.locator('[role=alert]', { hasText: '这里没有您的用户' }).waitFor();
    await shoot(page, 'office-openid-unknown');
    provider.name = 'agent';
    await way.click();
    await page.locator('nav.side').waitFor();
    assert.match(await page.locator('nav.side').innerText(), /agent/);
    await page.getByRole('button', { name: '退出' }).click();
    await way.waitFor();
    assert.deepEqual(page.faults, []);
  } finally {
    await page.context().close();
    await service.close();
    await front.close();
    await provider.close();
  }
});
