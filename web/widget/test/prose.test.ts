import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emphasised, paragraphs, plain, runs } from '../src/prose';

test('bold runs, and nothing else, are marked', () => {
  assert.deepEqual(runs('可补助 **29万元**。'), [
    { text: '可补助 ', bold: false },
    { text: '29万元', bold: true },
    { text: '。', bold: false },
  ]);
  assert.deepEqual(runs('2 ** 3 <b>x</b>'), [{ text: '2 ** 3 <b>x</b>', bold: false }]);
  assert.equal(plain('**甲**和**乙**'), '甲和乙');
});

test('paragraphs', () => {
  assert.deepEqual(paragraphs(' 一 \n\n二\n \n'), ['一', '二']);
});

test('the amount of the result is marked in the conclusion', () => {
  assert.equal(emphasised('可补助29万元。', '29万元'), '可补助**29万元**。');
  assert.equal(emphasised('可补助29万元。', '9万元'), '可补助29万元。');
  assert.equal(emphasised('可补助**29万元**。', '29万元'), '可补助**29万元**。');
  assert.equal(emphasised('没有写金额。', undefined), '没有写金额。');
});
