import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../src/api';
import { Connection, firstPause, longestPause, patience, pause, silence, type Link, type Options, type Socket, type World } from '../src/connection';
import type { ServerFrame } from '../src/protocol';
import type { Store } from '../src/session';

/** A line whose other end is the test. */
class Line implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event?: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  say(frame: ServerFrame | string): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }
  types(): unknown[] {
    return this.sent.map((f) => f['type']);
  }
}

function memory(): Store {
  const kept = new Map<string, string>();
  return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v), removeItem: (k) => void kept.delete(k) };
}

function setup(store: Store = memory(), more: Partial<Options> = {}) {
  const lines: Line[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  const frames: ServerFrame[] = [];
  const links: Link[] = [];
  let forgotten = 0;
  const world: World = {
    open: () => {
      const line = new Line();
      lines.push(line);
      return line;
    },
    after: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
    random: () => 1,
    store,
  };
  const connection = new Connection(world, {
    url: 'ws://test/ws',
    site: 'site',
    token: '',
    language: () => 'zh-Hans',
    onFrame: (f) => frames.push(f),
    onLink: (l) => links.push(l),
    onForgotten: () => forgotten++,
    ...more,
  });
  return {
    connection,
    lines,
    timers,
    frames,
    links,
    store,
    forgotten: () => forgotten,
    last: () => lines.at(-1)!,
    fire: (ms: number) => {
      const at = timers.findIndex((t) => t.ms === ms);
      assert.ok(at >= 0, `no timer of ${ms} ms among ${timers.map((t) => t.ms).join()}`);
      timers.splice(at, 1)[0]!.run();
    },
  };
}

const answerTo = (id: string, seq: number): ServerFrame => ({
  type: 'answer',
  id,
  seq,
  answer: { id: `a-${id}`, question: '问', as_of: '2026-11-22', kind: 'lookup', text: '答' },
});
const conversation: ServerFrame = { type: 'conversation', conversation: 'c1', secret: 's1', seq: 1 };

test('the first question opens the line, says hello and asks', () => {
  const t = setup();
  t.connection.ask({ id: '1', text: '问' });
  assert.equal(t.lines.length, 1);
  t.last().onopen!();
  assert.deepEqual(t.last().sent, [
    { type: 'hello', site: 'site', token: '', language: 'zh-Hans' },
    { type: 'ask', id: '1', text: '问' },
  ]);
  assert.deepEqual(t.links, ['connecting', 'open']);
});

test('after a break it resumes above the last answer and asks again under the same id', () => {
  const t = setup();
  t.connection.start();
  t.last().onopen!();
  t.connection.ask({ id: '1', text: '一' });
  t.last().say(conversation);
  t.last().say(answerTo('1', 5));
  t.connection.ask({ id: '2', text: '二' });
  t.last().say({ type: 'status', id: '2', stage: 'searching', seq: 6 });
  t.last().onclose!();
  t.fire(firstPause);
  t.last().onopen!();
  assert.deepEqual(t.last().sent, [
    { type: 'hello', site: 'site', token: '', language: 'zh-Hans' },
    { type: 'resume', conversation: 'c1', secret: 's1', seq: 5 },
    { type: 'ask', id: '2', text: '二' },
  ]);
  t.last().say(answerTo('2', 7));
  assert.equal(t.connection.pending.length, 0);
});

test('a reload brings everything back: seq 0 and what is open', () => {
  const before = setup();
  before.connection.ask({ id: '1', text: '一' });
  before.last().onopen!();
  before.last().say(conversation);
  before.last().say(answerTo('1', 5));
  before.connection.ask({ id: '2', text: '二' });

  const after = setup(before.store);
  assert.ok(after.connection.restorable);
  assert.deepEqual(after.connection.pending, [{ id: '2', text: '二' }]);
  after.connection.start();
  after.last().onopen!();
  assert.deepEqual(after.last().sent, [
    { type: 'hello', site: 'site', token: '', language: 'zh-Hans' },
    { type: 'resume', conversation: 'c1', secret: 's1', seq: 0 },
    { type: 'ask', id: '2', text: '二' },
  ]);
});

test('a conversation that is gone is left and the question asked in a new one', () => {
  const store = memory();
  const before = setup(store);
  before.connection.ask({ id: '1', text: '一' });
  before.last().onopen!();
  before.last().say(conversation);

  const t = setup(store);
  t.connection.start();
  t.last().onopen!();
  t.last().say({ type: 'error', code: 'no_conversation', message: '会话不存在' });
  assert.equal(t.forgotten(), 1);
  assert.ok(t.lines[0]!.closed);
  assert.equal(t.lines.length, 2);
  t.last().onopen!();
  assert.deepEqual(t.last().types(), ['hello', 'ask']);
  assert.equal(t.frames.length, 0);
});

test('a store that is down does not cost the conversation', () => {
  const store = memory();
  const before = setup(store);
  before.connection.ask({ id: '1', text: '一' });
  before.last().onopen!();
  before.last().say(conversation);

  const t = setup(store);
  t.connection.start();
  t.last().onopen!();
  t.last().say({ type: 'error', code: 'unavailable', message: '暂时无法读写' });
  assert.equal(t.forgotten(), 0);
  assert.equal(t.connection.link, 'waiting');
  t.fire(firstPause);
  t.last().onopen!();
  assert.deepEqual(t.last().types(), ['hello', 'resume', 'ask']);
});

test('an error without a question, later on, changes nothing', () => {
  const t = setup();
  t.connection.ask({ id: '1', text: '一' });
  t.last().onopen!();
  t.last().say(conversation);
  t.last().say({ type: 'error', code: 'no_conversation', message: '会话不存在' });
  assert.equal(t.forgotten(), 0);
  assert.equal(t.lines.length, 1);
});

test('a restarting server: the question is kept and asked again', () => {
  const t = setup();
  t.connection.ask({ id: '1', text: '一' });
  t.last().onopen!();
  t.last().say({ type: 'error', id: '1', code: 'going_away', message: '服务正在重启' });
  t.last().onclose!();
  t.fire(firstPause);
  t.last().onopen!();
  assert.deepEqual(t.last().types(), ['hello', 'ask']);
  assert.equal(t.frames.length, 0);
});

test('pauses double with jitter up to half a minute, and start over after a frame', () => {
  assert.equal(pause(0, 1), firstPause);
  assert.equal(pause(0, 0), firstPause / 2);
  assert.equal(pause(3, 1), firstPause * 8);
  assert.equal(pause(50, 1), longestPause);
  assert.equal(pause(50, 0), longestPause / 2);

  const t = setup();
  t.connection.start();
  for (const ms of [500, 1000, 2000]) {
    t.last().onclose!();
    t.fire(ms);
  }
  // A line that opens and breaks at once is not yet a sign of health.
  t.last().onopen!();
  t.last().onclose!();
  t.fire(4000);
  t.last().onopen!();
  t.connection.ask({ id: '1', text: '一' });
  t.last().say(conversation);
  t.last().onclose!();
  t.fire(500);
});

test('a silent line with an open question is given up', () => {
  const t = setup();
  t.connection.ask({ id: '1', text: '一' });
  t.last().onopen!();
  t.fire(silence);
  assert.ok(t.lines[0]!.closed);
  assert.equal(t.connection.link, 'waiting');
  t.fire(firstPause);
  t.last().onopen!();
  t.last().say(conversation);
  t.last().say(answerTo('1', 2));
  assert.equal(t.timers.length, 0);
});

test('a line that the server ends for idleness rests until the next question', () => {
  const t = setup();
  t.connection.ask({ id: '1', text: '一' });
  t.last().onopen!();
  t.last().say(conversation);
  t.last().say(answerTo('1', 2));
  t.last().onclose!({ code: 1000 });
  assert.equal(t.connection.link, 'idle');
  assert.equal(t.timers.length, 0);
  t.connection.ask({ id: '2', text: '二' });
  t.last().onopen!();
  assert.deepEqual(t.last().types(), ['hello', 'resume', 'ask']);
  // With a question open even a polite end is a break.
  t.last().onclose!({ code: 1000 });
  assert.equal(t.connection.link, 'waiting');
});

test('coming online connects at once, and only one line is ever open', () => {
  const t = setup();
  t.connection.start();
  t.last().onopen!();
  t.connection.interrupt();
  t.connection.interrupt();
  assert.equal(t.timers.length, 1);
  t.connection.start();
  t.connection.start();
  assert.equal(t.timers.length, 0);
  assert.equal(t.lines.length, 2);
  // A frame that was still under way on the old line is not taken.
  t.lines[0]!.say(answerTo('1', 2));
  assert.equal(t.frames.length, 0);
});

test('feedback given while the line is down follows later', () => {
  const t = setup();
  t.connection.ask({ id: '1', text: '一' });
  t.last().onopen!();
  t.last().say(conversation);
  t.last().say(answerTo('1', 2));
  t.last().onclose!();
  t.connection.feedback('a-1', -1, '不对');
  t.last().onopen!();
  assert.deepEqual(t.last().sent, [
    { type: 'hello', site: 'site', token: '', language: 'zh-Hans' },
    { type: 'resume', conversation: 'c1', secret: 's1', seq: 2 },
    { type: 'feedback', answer: 'a-1', vote: -1, comment: '不对' },
  ]);
});

test('a cancelled question is not asked again; a forgotten chat leaves nothing', () => {
  const t = setup();
  t.connection.ask({ id: '1', text: '一' });
  t.last().onopen!();
  t.last().say(conversation);
  t.connection.cancel('1');
  assert.deepEqual(t.last().sent.at(-1), { type: 'cancel', id: '1' });
  t.last().onclose!();
  t.fire(firstPause);
  t.last().onopen!();
  assert.deepEqual(t.last().types(), ['hello', 'resume']);
  t.connection.forget();
  assert.equal(t.connection.link, 'idle');
  assert.ok(!setup(t.store).connection.restorable);
  t.connection.start();
  t.last().onopen!();
  assert.deepEqual(t.last().types(), ['hello']);
});

test('what is no frame is passed over', () => {
  const t = setup();
  t.connection.start();
  t.last().onopen!();
  t.last().say('{"type":');
  t.last().say('{"type":"unknown"}');
  assert.equal(t.frames.length, 0);
});

const settled = () => new Promise((done) => setImmediate(done));

test('a token is fetched before each line, and a refusal of the site is final', async () => {
  let [n, refused] = [0, 0];
  const t = setup(memory(), { prepare: async () => `t${++n}`, onTokenRefused: () => n++ });
  t.connection.ask({ id: '1', text: '一' });
  t.connection.start(); // again, while the token is on its way
  assert.equal(t.lines.length, 0);
  await settled();
  assert.equal(t.lines.length, 1);
  t.last().onopen!();
  assert.deepEqual(t.last().sent[0], { type: 'hello', site: 'site', token: 't1', language: 'zh-Hans' });
  // The service takes it no more: the next line has another one.
  t.last().say({ type: 'error', code: 'token', message: '…' });
  assert.equal(t.connection.link, 'waiting');
  t.fire(firstPause);
  await settled();
  t.last().onopen!();
  assert.deepEqual([t.last().sent[0]!['token'], ...t.last().types()], ['t3', 'hello', 'ask']);

  const stranger = setup(memory(), { prepare: () => Promise.reject(new Refusal('origin', '…')), onSiteRefused: () => refused++ });
  stranger.connection.start();
  await settled();
  assert.deepEqual([stranger.connection.link, refused, stranger.lines.length, stranger.timers.length], ['idle', 1, 0, 0]);

  // A network that is down is no refusal.
  const down = setup(memory(), { prepare: () => Promise.reject(new TypeError('fetch failed')), onSiteRefused: () => refused++ });
  down.connection.start();
  await settled();
  assert.deepEqual([down.connection.link, refused], ['waiting', 1]);
});

test('a line stopped while its token was fetched stays closed', async () => {
  const t = setup(memory(), { prepare: async () => 't' });
  t.connection.start();
  t.connection.stop();
  await settled();
  assert.equal(t.lines.length, 0);
});

test('a question for a person is sent until the service has it', async () => {
  const t = setup();
  const frame = { type: 'handoff', id: 'h1', answer: '', text: '问', name: '', contact: '1' } as const;
  const left = t.connection.handoff(frame);
  t.last().onopen!();
  t.last().onclose!();
  t.fire(firstPause);
  t.last().onopen!();
  assert.deepEqual(t.last().sent.at(-1), frame);
  t.last().say({ type: 'handoff', id: 'h1' });
  await left;

  const refused = t.connection.handoff({ ...frame, id: 'h2' });
  t.last().say({ type: 'error', id: 'h2', code: 'limited', message: '请稍后再试' });
  await assert.rejects(refused, /请稍后再试/);

  const silent = t.connection.handoff({ ...frame, id: 'h3' });
  t.fire(patience);
  await assert.rejects(silent);
});

test('a tab follows another one into its conversation, unless it has its own', () => {
  const store = memory();
  const [first, second] = [setup(store), setup(store)];
  first.connection.ask({ id: '1', text: '一' });
  first.last().onopen!();
  first.last().say(conversation);
  second.connection.follow();
  second.last().onopen!();
  assert.deepEqual(second.last().sent[1], { type: 'resume', conversation: 'c1', secret: 's1', seq: 0 });
  const lines = first.lines.length;
  first.connection.follow();
  assert.equal(first.lines.length, lines);
});
