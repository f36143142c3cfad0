import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout } from '../src/layout';
import type { Answer, Quote } from '../src/protocol';

const answer = (part: Partial<Answer>): Answer => ({ id: 'a', question: '', as_of: '', kind: 'calculation', text: '', ...part });
const quote = (id: string, text: string): Quote => ({ id, document: 'd', clause: id, text });
/** The blocks in short: texts as they are, quotes by id. */
const shape = (a: Answer) => {
  const l = layout(a);
  return { blocks: l.blocks.map((b) => ('text' in b ? b.text : `[${b.quote.id}]`)), below: l.quotes.map((q) => q.id) };
};

const clause = '对建设运营独立站费用支出超过50万元的，\n给予20万元补助。（市商务局）\n';

test('what a card says is not said twice', () => {
  const text = [
    '按苏州的征求意见稿测算，可补助29万元。',
    `依据 《苏州市措施》第9条：“${clause.trim()}”`,
    '计算 超出部分：85万 − 50万 = 35万元；补助：20万 + 3 × 3万 = 29万元。',
    '若按比例折算则为30.5万元，条文没有写明，以申报细则为准。',
    '请注意 年数按1年计。刚好50万元不够：条文写的是“超过”。',
    '费用支出再多5万元，到90万元时为32万元。',
    '独立站有磋商或交易记录吗？',
  ].join('\n');
  const full = answer({
    text,
    quotes: [quote('q1', clause)],
    results: [
      {
        rule: 'r',
        title: '',
        outcome: 'amount',
        steps: [{ label: '', expression: '', value: '' }],
        readings: [{ id: 'pro_rata', label: '按比例折算', amount: { yuan: '305000.00' } }],
        assumed: [{ input: 'years', value: '1', text: '年数按1年计。' }],
        notes: [{ kind: 'warn', text: '刚好50万元不够：条文写的是“超过”。' }],
      },
    ],
    notices: [{ kind: 'expired', text: '现已过期' }],
    questions: [{ input: 'has_record', text: '独立站有磋商或交易记录吗？' }],
  });
  assert.deepEqual(shape(full), {
    blocks: ['按苏州的征求意见稿测算，可补助29万元。', '费用支出再多5万元，到90万元时为32万元。'],
    below: ['q1'],
  });
});

test('without cards the whole text stands', () => {
  const text = '依据 第9条：“甲乙丙丁甲乙丙丁”\n计算 1 + 1 = 2\n若按比例折算则为3。\n请注意 现已过期。';
  assert.deepEqual(shape(answer({ text })), { blocks: text.split('\n'), below: [] });
});

test('a remark that no card repeats keeps its paragraph', () => {
  const text = '结论。\n请注意 现已过期。还有一件事。';
  const notices = [{ kind: 'expired', text: '文件现已过期。' }];
  assert.equal(shape(answer({ text, notices })).blocks.length, 2);
});

test('a basis that quotes something else is kept', () => {
  const text = '结论。\n依据 附则三：“申报实施细则由市商务局会同市财政局另行制定”。';
  assert.equal(shape(answer({ text, quotes: [quote('q1', '对建设运营独立站给予补助。')] })).blocks.length, 2);
});

test('a clause inside a sentence is a card in its place', () => {
  const one = '支持跨境电商产业园建设。打造一批具有一定规模的园区，\n单个项目将给予最高300万元奖励。';
  const two = '对认定的市级园区运营方给予最高100万元奖励，对省级的给予最高500万元奖励。';
  const text = `苏州（征求意见稿）：第7条“${one}”\n株洲（征求意见稿）：（一）“${two}”没有写金额。\n南通：资料库里没有找到相关条款。`;
  assert.deepEqual(shape(answer({ kind: 'comparison', text, quotes: [quote('q1', one), quote('q2', two), quote('q3', '另一条')] })), {
    blocks: ['苏州（征求意见稿）：第7条', '[q1]', '株洲（征求意见稿）：（一）', '[q2]', '没有写金额。', '南通：资料库里没有找到相关条款。'],
    below: ['q3'],
  });
});

test('a few quoted words stay in their sentence', () => {
  const text = '条文只写了“予以支持”，没有写金额。';
  assert.deepEqual(shape(answer({ text, quotes: [quote('q1', '予以支持')] })), { blocks: [text], below: ['q1'] });
});
