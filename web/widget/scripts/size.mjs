// A script that a page loads beside its own must stay small.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const limit = 40_000;
const size = gzipSync(readFileSync(new URL('../../dist/widget.js', import.meta.url)), { level: 9 }).length;
console.log(`widget.js: ${size} bytes gzipped of ${limit}`);
if (size > limit) process.exitCode = 1;
