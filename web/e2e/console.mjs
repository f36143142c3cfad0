// The console, as hotline staff and the policy office use it, with a real
// service and store: by keyboard, checked by axe, with hostile words in every
// place where somebody else's words are shown.

import assert from 'node:assert/strict';
import { writeFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Chat } from './chat.mjs';
import { openPage, overflows, shoot, startBrowser, violations } from './browser.mjs';
import { enter, loaded, password, startStaffed } from './staff.mjs';

const office = { viewport: { width: 1366, height: 768 } };
const hostile = '<img src=x onerror="document.title=\'pwned\'"><script>document.title="pwned"</script>';
let browser, service, scratch;
before(async () => {
  [browser, service] = await Promise.all([startBrowser(), startStaffed()]);
  scratch = mkdtempSync(join(tmpdir(), 'clausewise-files-'));
});
after(async () => {
  await browser?.close();
  await service?.close();
  if (scratch) rmSync(scratch, { recursive: true, force: true });
});

/** A page of somebody; nothing may go wrong on it, and nothing hostile run. */
async function as(role, screen, steps, options = {}) {
  const page = await openPage(browser, { ...office, ...options });
  try {
    await enter(page, service.url, role, screen);
    await steps(page);
    assert.deepEqual(page.faults, []);
    assert.doesNotMatch(await page.title(), /pwned/);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
  } finally {
    await page.context().close();
  }
}

/** Does something that is confirmed for a moment only, and sees it confirmed. */
const said = (page, words, act) => Promise.all([page.getByText(words).waitFor(), act()]);

const hits = (page) => page.locator('#hits [role=option]');
const sum = (page) => page.locator('cw-calculator .headline .sum');

/** Questions over the chat socket, answered in order. */
async function ask(texts, { site = '', vote } = {}) {
  const page = await openPage(browser);
  await page.goto(service.url);
  await page.evaluate(
    ([texts, vote]) =>
      new Promise((resolve, reject) => {
        const ws = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
        let i = 0;
        // A vote is stored in silence. What is sent behind the last one, and
        // refused, says that it has been.
        const next = () => ws.send(JSON.stringify(i < texts.length ? { type: 'ask', id: String(i), text: texts[i++] } : { type: 'feedback', answer: 'none', vote: 1 }));
        ws.onopen = next;
        ws.onerror = reject;
        ws.onmessage = (m) => {
          const f = JSON.parse(m.data);
          if (f.type === 'error') {
            ws.close();
            if (f.code === 'not_found') resolve();
            else reject(new Error(f.message));
          }
          if (f.type !== 'answer') return;
          if (vote && i === 1) ws.send(JSON.stringify({ type: 'feedback', answer: f.answer.id, ...vote }));
          next();
        };
      }),
    [texts, vote],
  );
  await page.context().close();
}

test('a wrong password says so, the right one opens the console, signing out closes it', async () => {
  const page = await openPage(browser, office);
  await page.goto(`${service.url}/console`);
  await page.locator('#name').waitFor();
  assert.deepEqual(await violations(page), []);
  await shoot(page, 'console-sign-in');
  await page.fill('#name', 'agent');
  await page.fill('#password', 'wrong');
  await page.keyboard.press('Enter');
  await page.getByText('用户名或密码不对').waitFor();
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.locator('#look').waitFor();
  const cookie = (await page.context().cookies()).find((c) => c.name === 'clausewise');
  assert.equal(cookie.httpOnly && cookie.sameSite, 'Strict');
  await page.getByRole('button', { name: '退出' }).click();
  await page.locator('#password').waitFor();
  assert.deepEqual(page.faults.filter((f) => !/401/.test(f)), []);
  await page.context().close();
});

test('the page has no inline script or style and a strict policy', async () => {
  const r = await fetch(`${service.url}/console`);
  const csp = r.headers.get('content-security-policy');
  assert.match(csp, /default-src 'self'/);
  assert.doesNotMatch(csp, /unsafe/);
  const text = await r.text();
  assert.doesNotMatch(text, /<style|<script(?![^>]*src=)| style=| on\w+=/);
});

test('look up by keyboard alone: type, choose, calculate, copy, read aloud, come back', () =>
  as('agent', 'lookup', async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.type('建独立站花了85万');
    await hits(page).first().waitFor();
    await page.locator('[role=option][aria-selected=true]', { hasText: '苏州' }).waitFor();
    await sum(page).getByText('29万元').waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await overflows(page).then((w) => w.filter((x) => !x.endsWith('scrolls'))), []);
    await shoot(page, 'console-lookup');
    // Figures and words stand out in the clause, beside its neighbours.
    await page.locator('.row.current mark.figure', { hasText: '超过50万元' }).waitFor();
    await page.locator('.row.near').nth(1).waitFor();
    // Copy with its source.
    await said(page, '条文和出处已复制', () => page.keyboard.press('Alt+c'));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /给予20万元补助[\s\S]*——《苏州市关于推动[\s\S]*征求意见稿/);
    // Read aloud: no digits, and the status with it.
    await page.keyboard.press('Alt+r');
    const spoken = await page.locator('.spoken p').first().innerText();
    assert.match(spoken, /超过五十万元/);
    assert.doesNotMatch(spoken, /\d/);
    // Into the calculator, change the amount, and back.
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.closest('cw-calculator') !== null), true);
    await page.locator('#in-expense_yuan').press('Control+a');
    await page.keyboard.type('120万');
    await sum(page).getByText('41万元').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'look');
    // Arrows walk the list; a favourite stays.
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('#hit-1').getAttribute('aria-selected'), 'true');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+s');
    await page.getByText('已收藏').first().waitFor();
    await page.reload();
    await page.locator('#look').waitFor();
    await page.getByRole('button', { name: '收藏', exact: true }).click();
    await page.locator('.hits .link', { hasText: '第9条' }).click();
    await page.locator('.clause-head h2', { hasText: '第9条' }).waitFor();
    await page.getByRole('button', { name: '历史' }).click();
    await page.locator('.hits .link', { hasText: '建独立站花了85万' }).waitFor();
    // Another screen without the mouse.
    await page.keyboard.press('Alt+2');
    await page.getByRole('heading', { name: '企业画像' }).waitFor();
  }));

test('a clause number, an amount, and nothing found', () =>
  as('reader', 'lookup', async (page) => {
    for (const [query, first] of [['苏州若干措施 第9条', /第9条/], ['dlz', /独立站|獨立站/], ['duli', /独立站|獨立站/], ['haiwaicang', /海外仓|海外倉/], ['800万元', /金额相符/]]) {
      await page.fill('#look', query);
      await hits(page).filter({ hasText: first }).first().waitFor();
    }
    await page.fill('#look', 'zzzzqqqq');
    await page.getByText('资料库里没有找到').waitFor();
    assert.deepEqual(await violations(page), []);
  }));

test('what users wrote is shown and never run', async () => {
  await ask([`${hostile} 建独立站花了85万能补多少`], { vote: { vote: -1, comment: hostile } });
  await ask(['杭州建独立站能补多少']);
  await as('agent', 'conversations', async (page) => {
    await page.locator('.entry', { hasText: '<script>' }).click();
    await page.locator('.bad', { hasText: '用户说：<img' }).waitFor();
    await page.getByRole('button', { name: '这个答复怎么来的' }).first().click();
    await page.locator('.explanation', { hasText: 'suzhou-measures/independent-site' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-conversation');
    await page.locator('.bar select').first().selectOption('no_answer');
    await page.locator('.entry', { hasText: '杭州' }).waitFor();
    await page.locator('.entry', { hasText: '<script>' }).waitFor({ state: 'detached' });
  });
  await as('admin', 'insight', async (page) => {
    await page.locator('.grid', { hasText: '杭州' }).waitFor();
    await page.locator('.grid', { hasText: '<img' }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-insight');
    const csv = await page.evaluate(async () => (await fetch('/api/v1/insight/questions.csv')).text());
    assert.match(csv, /时间,会话/);
  });
});

test('staff take a conversation over, answer in the chat of its user, and give it back', async () => {
  const user = await openPage(browser);
  await user.goto(service.url);
  await user.evaluate(() => {
    globalThis.heard = [];
    const ws = (globalThis.ws = new WebSocket(location.origin.replace('http', 'ws') + '/ws'));
    ws.onmessage = (m) => globalThis.heard.push(JSON.parse(m.data));
    ws.onopen = () => ws.send(JSON.stringify({ type: 'ask', id: '1', text: '我想问问接管的事，海外仓怎么补' }));
  });
  const last = (what) => user.waitForFunction((w) => globalThis.heard.some((f) => f.type === 'answer' && f.answer.text.includes(w)), what);
  await user.waitForFunction(() => globalThis.heard.some((f) => f.type === 'answer'));
  await as('agent', 'conversations', async (page) => {
    await page.locator('.entry', { hasText: '接管的事' }).click();
    await page.getByRole('button', { name: '接管', exact: true }).click();
    await page.locator('#reply').waitFor();
    await user.evaluate(() => globalThis.ws.send(JSON.stringify({ type: 'ask', id: '2', text: '还在吗' })));
    await last('坐席会在这里答复您');
    await page.locator('.asked-q', { hasText: '还在吗' }).waitFor();
    await page.fill('#reply', '在的，我来答您。');
    await page.keyboard.press('Control+Enter');
    await last('在的，我来答您。');
    await page.fill('#note', '已人工答复');
    await page.keyboard.press('Enter');
    await page.locator('.notes', { hasText: '已人工答复' }).waitFor();
    await page.getByRole('button', { name: '交还系统' }).click();
    await page.getByRole('button', { name: '接管', exact: true }).waitFor();
  });
  await user.evaluate(() => globalThis.ws.send(JSON.stringify({ type: 'ask', id: '3', text: '苏州独立站花了85万，有交易记录' })));
  await last('29万元');
  await user.context().close();
});

test('a question left for a person is settled, and its conversation becomes a ticket', async () => {
  const user = await openPage(browser);
  await user.goto(service.url);
  await user.evaluate(
    (text) =>
      new Promise((resolve, reject) => {
        const ws = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
        ws.onopen = () => ws.send(JSON.stringify({ type: 'ask', id: '1', text: '留话的人问：海外仓怎么补' }));
        ws.onmessage = (m) => {
          const f = JSON.parse(m.data);
          if (f.type === 'answer') ws.send(JSON.stringify({ type: 'handoff', id: '2', answer: f.answer.id, text, name: text.slice(0, 40), contact: '13900000000' }));
          if (f.type === 'handoff') resolve();
          if (f.type === 'error') reject(new Error(f.message));
        };
      }),
    `${hostile} 想找人问问`,
  );
  await user.context().close();
  await as(
    'agent',
    'conversations',
    async (page) => {
      await page.getByRole('button', { name: /^留给人工的问题/ }).click();
      const row = page.locator('tr', { hasText: '13900000000' });
      await row.waitFor();
      assert.match(await row.innerText(), /<script>/);
      assert.deepEqual(await violations(page), []);
      await shoot(page, 'console-left');
      await row.getByRole('button', { name: '看会话' }).click();
      await page.locator('.asked-q', { hasText: '留话的人问' }).waitFor();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载工单' }).click()]);
      assert.match(file.suggestedFilename(), /^工单-.+\.txt$/);
      const ticket = readFileSync(await file.path(), 'utf8');
      assert.match(ticket, /留话的人问：海外仓怎么补[\s\S]*20%/);
      await page.getByRole('button', { name: /^留给人工的问题/ }).click();
      await row.getByRole('textbox').fill('已电话答复');
      await row.getByRole('button', { name: '处理完毕' }).click();
      await row.waitFor({ state: 'detached' });
    },
    { acceptDownloads: true },
  );
});

test('a profile becomes a report on A4', () =>
  as('agent', 'profile', async (page) => {
    await page.locator('cw-facts-form').waitFor();
    await page.locator('.bar select').selectOption('苏州市');
    await page.fill('.bar input:not([type])', hostile);
    await page.fill('#fact-filter', '独立站');
    await page.fill('#fact-site_expense', '85万');
    await page.keyboard.press('Tab');
    await page.locator('.best .sum', { hasText: '29万元' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-profile');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('nav.side').isVisible(), false);
    assert.equal(await page.locator('cw-facts-form').isVisible(), false);
    // What is handed over says by which words, how, and what may be read otherwise.
    const report = await page.locator('.report').innerText();
    for (const part of ['给予20万元补助', '第9条', '200,000 + 3 × 30,000', '另一口径（按比例折算）：30.5万元', '待确认', '征求意见稿', '以主管部门审核为准']) assert.ok(report.includes(part), `${part} is not in the report`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const box = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf.toString('latin1'));
    assert.deepEqual([Math.round(box[1]), Math.round(box[2])], [595, 842]);
    if (process.env.SCREENSHOTS) writeFileSync(join(process.env.SCREENSHOTS, 'console-profile.pdf'), pdf);
  }));

test('cities side by side, in tables and charts', () =>
  as('reader', 'compare', async (page) => {
    await page.locator('table.grid', { hasText: '独立站' }).waitFor();
    await page.locator('cw-bars canvas').first().waitFor();
    await page.locator('.places label', { hasText: '株洲市' }).click();
    await page.waitForFunction(() => ![...document.querySelectorAll('.grid thead th')].some((t) => t.textContent.includes('株洲')));
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: '目标' }).click();
    await page.locator('.charts figure').first().waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-compare');
  }));

test('an editor sends a document, another person lets it take effect, and its words run nothing', async () => {
  const file = join(scratch, 'yunzhou.txt');
  writeFileSync(file, `关于支持企业上云的若干措施\n各区人民政府：\n第一条 对年度上云费用支出超过10万元的企业，给予3万元补助。${hostile}\n第二条 本措施自2026年1月1日起施行。\n云州市人民政府\n2026年1月1日\n`);
  await as('editor', 'documents', async (page) => {
    await page.setInputFiles('input[type=file]', file);
    await page.getByText('还没有保存').waitFor();
    await page.locator('.source .row', { hasText: '<script>' }).waitFor();
    await page.getByRole('button', { name: '元数据' }).click();
    await page.locator('.grid', { hasText: '关于支持企业上云的若干措施' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: /^检查/ }).click();
    await page.getByRole('button', { name: '提交核准' }).click();
    await page.locator('.entry', { hasText: 'yunzhou' }).waitFor();
  });
  await as('approver', 'documents', async (page) => {
    await page.locator('.entry', { hasText: 'yunzhou' }).click();
    await said(page, '已发布为第1版', () => page.getByRole('button', { name: '核准，使之生效' }).click());
    await page.evaluate(() => (location.hash = '#/lookup'));
    await page.fill('#look', '企业上云费用 补助');
    await hits(page).first().filter({ hasText: '若干措施' }).waitFor();
    await page.locator('.row.current', { hasText: '<script>' }).waitFor();
  });
  // What a clause refers to is a link, where the library holds it.
  await as('reader', 'documents?id=return-goods-2023-4', async (page) => {
    await page.locator('.source .row a', { hasText: '第一条' }).first().click();
    await page.waitForFunction(() => location.hash.includes('clause=%E4%B8%80'));
    assert.match(await page.locator('.source .row.chosen').innerText(), /^一、/);
    assert.ok((await page.locator('.source .elsewhere').count()) > 0);
    assert.deepEqual(await violations(page), []);
  });
  // What a page wraps around a document is shown in red.
  await as('reader', 'documents?id=nantong-action-plan', async (page) => {
    await page.locator('.source .uncovered').first().waitFor();
    // The linter's findings, each with a way to its clause.
    const findings = page.getByRole('button', { name: /^检查/ });
    const count = Number(/\d+/.exec(await findings.innerText())[0]);
    await findings.click();
    assert.equal(await page.locator('.doc-body .grid tbody tr').count(), count);
    assert.ok(count > 0);
    await page.locator('.doc-body .grid tbody tr button').first().click();
    await page.locator('.source').waitFor();
    await page.getByRole('button', { name: '版本' }).click();
    await page.locator('.grid', { hasText: '现行' }).waitFor();
    assert.equal(await page.locator('input[type=file]').count(), 0);
  });
});

test('a revised text shows which rules it would set aside before it is stored', async () => {
  const text = readFileSync(new URL('../../policies/suzhou-measures/source.txt', import.meta.url), 'utf8');
  const revised = text.replace('再给予3万元补助', '再给予4万元补助');
  assert.notEqual(revised, text);
  const file = join(scratch, 'suzhou-measures.txt');
  writeFileSync(file, revised);
  await as('editor', 'documents', async (page) => {
    await page.setInputFiles('input[type=file]', file);
    await page.locator('.notice', { hasText: 'rules.yaml' }).waitFor();
    await page.locator('[role=alert]', { hasText: '1条规则与文字不符，停用' }).waitFor();
    await page.locator('li', { hasText: 'suzhou-measures/independent-site：' }).waitFor();
    assert.ok(await page.getByRole('button', { name: '提交核准' }).isEnabled());
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: '放弃' }).click();
  });
});

test('a policy is withdrawn, answers nothing then, and is published again', () =>
  as('approver', 'documents?id=suzhou-pilot-zone', async (page) => {
    const question = () => page.evaluate(() => fetch('/api/v1/documents').then((r) => r.json()).then((all) => all.map((d) => d.id)));
    page.on('dialog', (d) => void d.accept());
    await page.getByRole('button', { name: '版本' }).click();
    await page.getByRole('button', { name: '撤下这份政策' }).click();
    await page.getByText('这份政策已撤下').waitFor();
    assert.ok(!(await question()).includes('suzhou-pilot-zone'));
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-withdrawn');
    // The list still leads to it, and so does its address.
    await page.reload();
    await page.locator('.entry', { hasText: '已撤下' }).click();
    await said(page, '已发布为第3版', () => page.getByRole('button', { name: '恢复这一版，重新发布' }).first().click());
    assert.ok((await question()).includes('suzhou-pilot-zone'));
    await page.locator('.tree li').first().waitFor();
    // What a version changed is shown clause by clause.
    await page.getByRole('button', { name: '版本' }).click();
    await page.getByRole('button', { name: '与前一版比较' }).first().click();
    await page.locator('.grid td', { hasText: '新增' }).first().waitFor();
    assert.deepEqual(await violations(page), []);
  }));

test('the office enters where one clause is applied for, and its answer says so', async () => {
  await as('approver', 'documents?id=suzhou-measures', async (page) => {
    await page.getByRole('button', { name: '元数据' }).click();
    await page.selectOption('#contact-clause', '二/9');
    await page.fill('#contact-office', `市商务局${hostile}`.slice(0, 60));
    await page.fill('#contact-link', 'ftp://apply.example.gov.cn');
    await page.getByRole('button', { name: '保存联系方式' }).click();
    await page.getByText('要以 https:// 或 http:// 开头').waitFor();
    await page.fill('#contact-link', 'https://apply.example.gov.cn/site');
    await page.fill('#contact-phone', '0512-12345');
    await said(page, '已发布为第2版', () => page.getByRole('button', { name: '保存联系方式' }).click());
    await page.locator('cw-contacts td', { hasText: 'https://apply.example.gov.cn/site' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-contact');
    page.faults.length = 0; // Chromium logs the refusal
  });
  const page = await openPage(browser);
  await page.goto(service.url);
  const chat = new Chat(page);
  const answer = await chat.ask('苏州建独立站花了85万，有交易记录，能补多少？');
  const apply = answer.entry.locator('.contacts a.apply');
  assert.equal(await apply.getAttribute('href'), 'https://apply.example.gov.cn/site');
  assert.match(await answer.entry.locator('.contacts').innerText(), /市商务局<img/);
  const other = await chat.ask('苏州产业园奖励最高多少？');
  await other.entry.locator('blockquote').first().waitFor();
  assert.equal(await other.entry.locator('.contacts a').count(), 0, 'the link belongs to the other clause');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a figure that its quote does not state cannot be saved', () =>
  as('editor', 'rules?id=suzhou-measures/independent-site', async (page) => {
    const value = page.getByLabel('每档再加 的数值');
    await value.fill('50000');
    await page.getByRole('button', { name: '看会怎样' }).click();
    await page.getByText('不能生效').waitFor();
    // What it would come to is shown all the same: a worked case before and after.
    const sample = page.locator('.samples tr', { hasText: '85万元' }).first();
    assert.match(await sample.locator('td').nth(0).innerText(), /^29万元/);
    assert.match(await sample.locator('td').nth(1).innerText(), /^35万元/);
    assert.equal(await page.getByRole('button', { name: '保存' }).count(), 0);
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-rules');
    await value.fill('30000');
    await page.getByLabel('每档再加 的引文').fill('给予3万元补助');
    await page.getByRole('button', { name: '看会怎样' }).click();
    await page.getByRole('button', { name: '保存' }).waitFor();
    await page.getByRole('button', { name: '运行这个政策包的算例' }).click();
    await page.locator('section > .notice.good').waitFor();
  }));

test('a figure that its quote states is saved with the worked cases it moves, seen before and after', async () => {
  await as('editor', 'rules?id=suzhou-measures/independent-site', async (page) => {
    // The clause states 3万元 too: as the base it moves the cases.
    await page.getByLabel('起步金额 的数值').fill('30000');
    await page.getByLabel('起步金额 的引文').fill('给予3万元补助');
    await page.getByRole('button', { name: '看会怎样' }).click();
    await page.getByText('不能生效').waitFor();
    await page.getByText(/\d+个算例的结果会变/).waitFor();
    assert.equal(await page.getByRole('button', { name: '保存' }).count(), 0);
    await page.getByLabel('这些结果我已核对').check();
    await page.locator('.explanation .notice.good').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.fill('#rule-note', '试改起步金额');
    await said(page, '等另一位同事核准', () => page.getByRole('button', { name: '保存' }).click());
  });
  await as('approver', 'documents', async (page) => {
    await page.locator('.entry', { hasText: '试改起步金额' }).click();
    await page.locator('.notice.good').waitFor();
    await page.getByRole('button', { name: '退回' }).click();
    await page.locator('.entry', { hasText: '试改起步金额' }).waitFor({ state: 'detached' });
  });
});

test('users, sites, tokens and the audit log', () =>
  as('admin', 'users', async (page) => {
    await page.fill('#new-name', 'wang');
    await page.selectOption('#new-role', 'agent');
    await page.fill('#new-password', password);
    await page.getByRole('button', { name: '添加', exact: true }).click();
    await page.locator('tr', { hasText: 'wang' }).getByRole('button', { name: '停用' }).click();
    await page.locator('tr', { hasText: 'wang' }).getByText('已停用').waitFor();
    await page.getByLabel('admin 的角色').selectOption('reader');
    await page.getByText('最后一个可用的管理员').waitFor();
    assert.deepEqual(await violations(page), []);
    page.faults.length = 0; // Chromium logs the refusal

    await page.evaluate(() => (location.hash = '#/sites'));
    await page.fill('#site-key', 'demo');
    await page.fill('#site-name', hostile.slice(0, 58));
    await page.fill('#site-origins', 'https://www.example.gov.cn');
    await page.getByRole('button', { name: '保存' }).click();
    await page.locator('tr', { hasText: '<img' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-sites');

    await page.evaluate(() => (location.hash = '#/account'));
    await page.fill('#token-name', '日报');
    await page.getByLabel('看统计、导出').check();
    await page.getByRole('button', { name: '发放', exact: true }).click();
    const secret = await page.locator('.notice code').innerText();
    assert.match(secret, /^cw_/);
    const insight = await fetch(`${service.url}/api/v1/insight`, { headers: { Authorization: `Bearer ${secret}` } });
    assert.equal(insight.status, 200);
    assert.deepEqual(await violations(page), []);

    await page.evaluate(() => (location.hash = '#/audit'));
    await page.locator('tr', { hasText: '发放令牌' }).waitFor();
    await page.getByRole('button', { name: '核对哈希链' }).click();
    await page.getByText('前后衔接').waitFor();
    assert.deepEqual(await violations(page), []);
    await shoot(page, 'console-audit');
  }));

test('light or dark: as the system is, or as chosen, on every screen and on paper', async () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const screens = [['lookup', '查条款'], ['profile', '企业画像'], ['compare', '城市对比'], ['conversations', '会话'], ['insight', '问答分析'], ['documents', '文件'], ['rules', '规则'], ['users', '用户'], ['sites', '网站'], ['audit', '审计记录'], ['account', '账户与令牌']];
  await as(
    'admin',
    'lookup',
    async (page) => {
      assert.equal(await ground(page), 'rgb(17, 22, 28)');
      await page.fill('#look', '建独立站花了85万');
      await sum(page).getByText('29万元').waitFor();
      for (const [screen, name] of screens) {
        await page.evaluate((to) => (location.hash = `#/${to}`), screen);
        await page.locator('nav.side a[aria-current]', { hasText: name }).waitFor();
        await loaded(page);
        assert.deepEqual(await violations(page), [], screen);
        await shoot(page, `console-dark-${screen}`);
      }
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()), '#fff', 'paper is white');
      await page.emulateMedia({ media: 'screen' });
      await page.getByLabel('外观').selectOption('light');
      assert.equal(await ground(page), 'rgb(243, 245, 247)');
      await page.reload();
      await page.locator('nav.side').waitFor();
      assert.equal(await ground(page), 'rgb(243, 245, 247)', 'the choice is kept');
      await page.getByLabel('外观').selectOption('system');
      assert.equal(await ground(page), 'rgb(17, 22, 28)');
    },
    { colorScheme: 'dark' },
  );
});

test('a role sees its own screens and no others', async () => {
  for (const [role, has, lacks] of [['reader', '问答分析', '会话'], ['agent', '会话', '用户'], ['admin', '审计记录', '']])
    await as(role, '', async (page) => {
      await page.getByRole('link', { name: has }).waitFor();
      if (lacks) assert.equal(await page.getByRole('link', { name: lacks, exact: true }).count(), 0);
    });
});

test('on a narrow screen nothing is out of reach', () =>
  as(
    'agent',
    'lookup',
    async (page) => {
      await page.fill('#look', '独立站');
      await hits(page).first().waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await shoot(page, 'console-narrow');
    },
    { viewport: { width: 360, height: 740 } },
  ));

test('no screen is wider than the narrowest window', async () => {
  const narrow = { viewport: { width: 320, height: 740 } };
  const fits = (page, where) => page.evaluate(() => [document.documentElement, document.querySelector('#main > *'), ...document.querySelectorAll('.split > *')].filter((e) => e && ((!e.matches('.split > *') && e.scrollWidth > innerWidth) || e.getBoundingClientRect().right > innerWidth + 0.5)).map((e) => `${e.localName}.${e.className}`)).then((wide) => assert.deepEqual(wide, [], where));
  await ask(['我们公司去年建设独立站花了八十五万元，又使用公共海外仓花了六十万元，请问这些一共能补贴多少钱，需要什么材料，什么时候申报？']);
  const page = await openPage(browser, narrow);
  await page.goto(`${service.url}/console`);
  await page.locator('#name').waitFor();
  assert.deepEqual(await overflows(page), []);
  await page.context().close();
  await as(
    'admin',
    'lookup',
    async (page) => {
      for (const [screen, heading] of [['profile', '企业画像'], ['compare', '城市对比'], ['conversations', '会话'], ['insight', '问答分析'], ['documents', '文件'], ['rules', '规则'], ['users', '用户'], ['sites', '网站'], ['audit', '审计记录'], ['account', '账户与令牌']]) {
        await page.evaluate((to) => (location.hash = `#/${to}`), screen);
        await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
        await loaded(page);
        if (screen === 'conversations') await page.locator('.entry', { hasText: '八十五万元' }).first().click().then(() => page.locator('.given').first().waitFor());
        await fits(page, screen);
        // Nothing in a pane is cut off at its side or pushed out of it.
        const cut = await page.evaluate(() => [...document.querySelectorAll('.talks, .pane, .entry, .turns, .tabs, .figures li')].filter((e) => e.scrollWidth > e.clientWidth + 1 && !e.querySelector('table.grid')).map((e) => `${e.localName}.${e.className}`));
        assert.deepEqual(cut, [], screen);
      }
    },
    narrow,
  );
});

test('the script stays small', () => assert.ok(readFileSync(new URL('../dist/console/console.js', import.meta.url)).length < 300_000));
