import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Quote } from '../src/protocol';
import { stretches } from '../src/stretches';

const quote = (start: number, end: number): Quote => ({ id: `${start}`, document: 'd', clause: 'c', text: '', start, end });
const shape = (row: { start: number; text: string }, quotes: Quote[], chosen = quotes[0]!) =>
  stretches(row, quotes, chosen).map((s) => `${s.mark === 'none' ? '' : s.mark[0]}[${s.text}]`).join('');

test('a quote is cut out of its row by code points', () => {
  assert.equal(shape({ start: 100, text: '一二三四五' }, [quote(101, 103)]), '[一]c[二三][四五]');
  // Beyond the basic plane a character is one point and two units.
  assert.equal(shape({ start: 0, text: '𠮷野家是𠮷' }, [quote(1, 4)]), '[𠮷]c[野家是][𠮷]');
});

test('a quote over several rows marks its part of each', () => {
  const q = quote(103, 112);
  assert.equal(shape({ start: 100, text: '一二三四五' }, [q]), '[一二三]c[四五]');
  assert.equal(shape({ start: 105, text: '六七八九十' }, [q]), 'c[六七八九十]');
  assert.equal(shape({ start: 110, text: '子丑寅卯' }, [q]), 'c[子丑][寅卯]');
  assert.equal(shape({ start: 114, text: '辰巳' }, [q]), '[辰巳]');
});

test('other quotes are marked too, and the chosen one stands out where they overlap', () => {
  const [chosen, other] = [quote(2, 4), quote(1, 6)];
  assert.equal(shape({ start: 0, text: '零一二三四五六' }, [other, chosen], chosen), '[零]q[一]c[二三]q[四五][六]');
});

test('what is referred to is a stretch of its own, inside a quote and beside it', () => {
  const to = { start: 2, end: 5, to: 'other', to_clause: '一' };
  const cut = stretches({ start: 0, text: '零一二三四五六' }, [quote(3, 6)], quote(9, 9), [to]);
  assert.deepEqual(cut.map((s) => [s.text, s.mark, s.to?.to_clause]), [['零一', 'none', undefined], ['二', 'none', '一'], ['三四', 'quoted', '一'], ['五', 'quoted', undefined], ['六', 'none', undefined]]);
});

test('nothing quoted, nothing marked, nothing lost', () => {
  assert.equal(shape({ start: 0, text: '零一' }, [], quote(0, 0)), '[零一]');
  assert.equal(shape({ start: 50, text: '零一' }, [quote(1, 9)]), '[零一]');
});
