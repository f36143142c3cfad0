// The connection against the fake service over real sockets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Connection, type Socket, type World } from '../src/connection';
import { applied, asked, type Dialogue } from '../src/dialogue';
import { endpoint } from '../src/world';
import type { Store } from '../src/session';

interface FakeService {
  url: string;
  asks: string[];
  cut(): void;
  close(): Promise<void>;
}

async function fakeService(): Promise<FakeService> {
  const path = `${process.cwd()}/dev/server.mjs`;
  const module = (await import(/* @vite-ignore */ path)) as { startFakeService(o: object): Promise<FakeService> };
  return module.startFakeService({ pace: 1 });
}

function client(url: string, store: Store) {
  let dialogue: Dialogue = [];
  const waiting: { done: (d: Dialogue) => boolean; resolve: () => void }[] = [];
  const check = (): void => {
    for (const w of waiting.splice(0)) {
      if (w.done(dialogue)) w.resolve();
      else waiting.push(w);
    }
  };
  const world: World = {
    open: (u) => new WebSocket(u) as unknown as Socket,
    after: (ms, run) => {
      const timer = setTimeout(run, Math.min(ms, 20));
      if (ms > 30_000) clearTimeout(timer);
      return () => clearTimeout(timer);
    },
    random: () => 0.5,
    store,
  };
  const connection = new Connection(world, {
    url: endpoint(url),
    site: '',
    token: '',
    language: () => 'zh-Hans',
    onFrame: (f) => {
      dialogue = applied(dialogue, f);
      check();
    },
    onLink: () => undefined,
    onForgotten: () => undefined,
  });
  return {
    connection,
    dialogue: () => dialogue,
    ask: (id: string, text: string) => {
      dialogue = asked(dialogue, id, text);
      connection.ask({ id, text });
    },
    until: (done: (d: Dialogue) => boolean) =>
      new Promise<void>((resolve) => {
        waiting.push({ done, resolve });
        check();
      }),
  };
}

function memory(): Store {
  const kept = new Map<string, string>();
  return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v), removeItem: (k) => void kept.delete(k) };
}

const answeredAll = (n: number) => (d: Dialogue) => d.length === n && d.every((e) => e.state === 'done');

test('an answer that the line dropped arrives after the resume, once', async (t) => {
  const service = await fakeService();
  t.after(() => service.close());
  const store = memory();
  const one = client(service.url, store);
  t.after(() => one.connection.stop());
  one.ask('first', '建独立站花了85万');
  await one.until(answeredAll(1));
  // The service stores the answer and breaks the line instead of sending it.
  one.ask('second', '!drop');
  await one.until(answeredAll(2));
  service.cut();
  one.ask('third', '杭州的政策呢？');
  await one.until(answeredAll(3));
  assert.deepEqual(
    one.dialogue().map((e) => e.id),
    ['first', 'second', 'third'],
  );
  assert.ok(service.asks.filter((id) => id === 'first').length === 1);

  const two = client(service.url, store);
  t.after(() => two.connection.stop());
  two.connection.start();
  await two.until(answeredAll(3));
  assert.deepEqual(
    two.dialogue().map((e) => e.question),
    ['建独立站花了85万', '!drop', '杭州的政策呢？'],
  );
});
