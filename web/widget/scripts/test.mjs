// Bundles the unit tests with the build's own compiler and runs them in Node.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
// Inside node_modules, so that bare imports resolve from the bundles.
const out = mkdtempSync(`${root}node_modules/.tests-`);
let status = 1;
try {
  const tests = readdirSync(`${root}test`).filter((name) => name.endsWith('.test.ts'));
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        input: Object.fromEntries(tests.map((name) => [name.replace(/\.ts$/, ''), `${root}test/${name}`])),
        output: { entryFileNames: '[name].mjs' },
        // The fake service reads files beside itself, so it is not bundled.
        external: [/dev\/server\.mjs$/],
      },
    },
  });
  const files = tests.map((name) => `${out}/${name.replace(/\.ts$/, '.mjs')}`);
  status = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...files], { stdio: 'inherit', cwd: root }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit(status);
