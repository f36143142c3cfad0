// Builds into a temporary folder and compares with the committed files byte
// for byte: what is embedded must be what the sources give.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const limit = 90_000; // bytes of the script, gzipped: an old office machine
const root = fileURLToPath(new URL('..', import.meta.url));
const committed = fileURLToPath(new URL('../../dist/console', import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), 'clausewise-console-'));
try {
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } });
  const names = [...new Set([...readdirSync(fresh), ...readdirSync(committed)])].sort();
  const stale = names.filter((name) => !same(join(fresh, name), join(committed, name)));
  if (stale.length > 0) {
    console.error(`web/dist/console 与源码不一致：${stale.join('、')}。请在 web/console 运行 npm ci && npm run build，并提交 web/dist/console。`);
    process.exitCode = 1;
  } else {
    console.log(`web/dist/console is what the sources give (${names.join(', ')}).`);
  }
  const size = gzipSync(readFileSync(join(fresh, 'console.js')), { level: 9 }).length;
  console.log(`console.js: ${size} bytes gzipped of ${limit}`);
  if (size > limit) process.exitCode = 1;
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
