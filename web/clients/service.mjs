// A service of its own for a test file, over a library of its own.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const program = process.env.CLAUSEWISE_BIN;
if (!program) throw new Error('CLAUSEWISE_BIN is missing: the program to test');

/** Starts `serve`; gives its address, its data directory, and how to stop it. */
export async function startService() {
  const data = await mkdtemp(join(tmpdir(), 'clausewise-clients-'));
  const child = spawn(program, ['serve', '--json', '--addr', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('\n')) resolve(JSON.parse(said).url);
    });
    ended.then((code) => reject(new Error(`serve ended with ${code}\n${log}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true });
  };
  return { address, data, stop };
}
