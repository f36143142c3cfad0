// A service with a user of each role, started from CLAUSEWISE_BIN on a store
// of its own: SQLite, or the PostgreSQL that DATABASE_URL names.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './browser.mjs';

export const password = '正确 的 密码 horse';
const roles = ['reader', 'agent', 'editor', 'approver', 'admin'];

/** flags are more of `serve`, env what its environment has besides. */
export async function startStaffed(flags = [], env = {}) {
  const bin = process.env.CLAUSEWISE_BIN;
  const scratch = mkdtempSync(join(tmpdir(), 'clausewise-console-'));
  const store = process.env.DATABASE_URL ? ['--database-url', process.env.DATABASE_URL] : ['--data', join(scratch, 'data')];
  for (const role of roles) {
    const made = spawnSync(bin, ['user', 'add', role, '--role', role, ...store], { input: `${password}\n`, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
  }
  const service = spawn(bin, ['serve', '--addr', '127.0.0.1:0', ...store, ...flags], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...env } });
  const url = await new Promise((resolve, reject) => {
    let out = '';
    service.stdout.on('data', (d) => {
      out += d;
      const m = /http:\/\/[\w.:-]+(?=\s)/.exec(out);
      if (m) resolve(m[0]);
    });
    service.on('exit', () => reject(new Error(`serve ended: ${out}`)));
  });
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => service.on('exit', resolve));
      service.kill();
      await ended;
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Opens the console as somebody, at a screen. */
export async function enter(page, url, role, screen = '') {
  await page.goto(`${url}/console#/${screen}`);
  await page.fill('#name', role);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
  await page.locator('nav.side').waitFor();
}

/** Waits until nothing on the screen is on its way any more. */
export const loaded = (page) => eventually(() => page.locator('#main', { hasText: /正在(读取|测算|比较|统计|查)…/ }).count(), (n) => n === 0);
