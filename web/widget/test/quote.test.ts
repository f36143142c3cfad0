import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Quote } from '../src/protocol';
import { stringsOf } from '../src/strings';
import { byDocument, source } from '../src/view/quote';

const quote = (part: Partial<Quote>): Quote => ({ id: 'q', document: 'd', clause: '', text: '', title: '措施', ...part });

test('a clause is called as people call it', () => {
  const s = stringsOf('zh-Hans');
  for (const [clause, number, want] of [
    ['二/9', '9', '《措施》第9条'],
    ['六/(二)', '（二）', '《措施》六（二）'],
    ['第六条', '第六条', '《措施》第六条'],
    ['(一)', '（一）', '《措施》（一）'],
    ['preamble', undefined, '《措施》'],
  ] as const)
    assert.equal(source(quote({ clause, ...(number ? { number } : {}) }), s), want);
});

test('quotes stand together by document and clause', () => {
  const quotes = [quote({ id: 'q1', clause: 'a' }), quote({ id: 'q2', clause: 'b' }), quote({ id: 'q3', clause: 'a' }), quote({ id: 'q4', clause: 'a', document: 'e' })];
  assert.deepEqual(
    byDocument(quotes).map((d) => d.map((k) => k.map((q) => q.id))),
    [[['q1', 'q3'], ['q2']], [['q4']]],
  );
});
