import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expression, grouped, inWan, money, withUnit } from '../src/figures';

test('digits are grouped and empty decimals dropped', () => {
  for (const [got, want] of [
    ['290000.00', '290,000'],
    ['1234.50', '1,234.50'],
    ['999', '999'],
    ['-1000000', '-1,000,000'],
    ['12345678901234567890.12', '12,345,678,901,234,567,890.12'],
    ['第三档', '第三档'],
    ['', ''],
  ] as const)
    assert.equal(grouped(got), want);
});

test('万 and 亿 only where they are exact', () => {
  for (const [got, want] of [
    ['290000.00', '29万'],
    ['305000.00', '30.5万'],
    ['304900', '30.49万'],
    ['304999', undefined],
    ['290000.50', undefined],
    ['9999', undefined],
    ['10000', '1万'],
    ['0.00', undefined],
    ['120000000.00', '1.2亿'],
    ['100000000', '1亿'],
    ['99990000', '9,999万'],
  ] as const)
    assert.equal(inWan(got, 'zh-Hans'), want, got);
  assert.equal(inWan('290000.00', 'zh-Hant'), '29萬');
});

test('an amount for each language', () => {
  assert.deepEqual(money('290000.00', 'zh-Hans'), { main: '29万元', full: '290,000元' });
  assert.deepEqual(money('500.00', 'zh-Hans'), { main: '500元' });
  assert.deepEqual(money('290000.00', 'en'), { main: 'RMB 290,000' });
});

test('a unit stands where its language has it', () => {
  assert.equal(withUnit('350000', '元'), '350,000元');
  assert.equal(withUnit('350000', 'RMB'), 'RMB 350,000');
  assert.equal(withUnit('3', 'steps'), '3 steps');
  assert.equal(withUnit('5', '%'), '5%');
  assert.equal(withUnit('5', ''), '5');
});

test('an expression is grouped, years are not', () => {
  assert.equal(expression('850000 − 500000'), '850,000 − 500,000');
  assert.equal(expression('2025 年 12 月'), '2025 年 12 月');
  assert.equal(expression('1234567.5 × 5%'), '1,234,567.5 × 5%');
});
