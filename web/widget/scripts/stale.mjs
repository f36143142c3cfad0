// Builds into a temporary folder and compares with the committed files byte
// for byte: what is embedded must be what the sources give.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = fileURLToPath(new URL('../../dist', import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), 'clausewise-widget-'));
try {
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh } });
  const names = [...new Set([...readdirSync(fresh), ...readdirSync(committed)])].filter((name) => name !== 'console').sort(); // which has its own
  const stale = names.filter((name) => !same(join(fresh, name), join(committed, name)));
  if (stale.length > 0) {
    console.error(`web/dist 与源码不一致：${stale.join('、')}。请在 web/widget 运行 npm ci && npm run build，并提交 web/dist。`);
    process.exitCode = 1;
  } else {
    console.log(`web/dist is what the sources give (${names.join(', ')}).`);
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function same(a, b) {
  try {
    return readFileSync(a).equals(readFileSync(b));
  } catch {
    return false;
  }
}
