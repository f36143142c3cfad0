import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applied, asked, interrupted, stopped, type Dialogue } from '../src/dialogue';
import type { Answer, ServerFrame } from '../src/protocol';

const answer = (id: string, question = '问'): Answer => ({ id, question, as_of: '2026-11-22', kind: 'lookup', text: '答' });
const frame = (id: string, seq: number, a = answer(`a-${id}`)): ServerFrame => ({ type: 'answer', id, seq, answer: a });
const run = (d: Dialogue, ...frames: ServerFrame[]): Dialogue => frames.reduce(applied, d);

test('a turn grows from stage to text to answer', () => {
  let d = asked([], '1', '问一');
  d = run(d, { type: 'status', id: '1', stage: 'writing' }, { type: 'delta', id: '1', text: '按' }, { type: 'delta', id: '1', text: '苏州' });
  assert.equal(d[0]!.stage, 'writing');
  assert.equal(d[0]!.streamed, '按苏州');
  d = run(d, frame('1', 4));
  assert.equal(d[0]!.state, 'done');
  assert.equal(d[0]!.question, '问一');
  assert.equal(d[0]!.streamed, '');
});

test('the same answer twice is one', () => {
  const once = run(asked([], '1', '问'), frame('1', 4));
  assert.equal(run(once, frame('1', 4)), once);
  assert.equal(run(once, frame('1', 9, answer('other'))), once);
  assert.equal(run(once, { type: 'delta', id: '1', text: '迟' }), once);
  assert.equal(run(once, { type: 'error', id: '1', code: 'busy', message: '忙' }), once);
});

test('answers of an earlier visit stand in their order, before open questions', () => {
  const d = run(asked([], 'open', '还没答'), frame('2', 8), frame('1', 4), frame('3', 12));
  assert.deepEqual(
    d.map((e) => e.id),
    ['1', '2', '3', 'open'],
  );
  const last = run(d, frame('open', 15));
  assert.equal(last.at(-1)!.state, 'done');
  assert.equal(last.length, 4);
});

test('a broken line clears what was streamed, and only that', () => {
  const d = run(asked(run([], frame('1', 1)), '2', '问'), { type: 'status', id: '2', stage: 'writing' }, { type: 'delta', id: '2', text: '半' });
  const after = interrupted(d);
  assert.equal(after[1]!.streamed, '');
  assert.equal(after[1]!.stage, undefined);
  assert.equal(after[0], d[0]);
});

test('errors and stops', () => {
  const d = asked([], '1', '问');
  assert.equal(run(d, { type: 'error', id: '1', code: 'internal', message: '坏' })[0]!.error, '坏');
  assert.equal(run(d, { type: 'error', id: '1', code: 'cancelled', message: '已停止' })[0]!.state, 'stopped');
  assert.equal(run(d, { type: 'error', code: 'malformed', message: '坏' }), d);
  assert.equal(stopped(d, '1')[0]!.state, 'stopped');
  // The answer was on its way already: better shown than thrown away.
  assert.equal(run(stopped(d, '1'), frame('1', 3))[0]!.state, 'done');
});
