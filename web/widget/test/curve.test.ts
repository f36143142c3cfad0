import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axis, capped, decimal, hasMore, heightAt, outline, reach, sliderStep, type Curve, type Segment } from '../src/curve';

const grant: Segment[] = [
  { kind: 'nothing', from: '0', to: '500000', amount: '0' },
  { kind: 'steps', from: '500000.01', after: '500000', to: '26599999.99', amount: '200000', origin: '500000', every: '100000', add: '30000' },
  { kind: 'flat', from: '26600000', amount: '8000000' },
];
const curve = (part: Partial<Curve>): Curve => ({ rule: 'r', input: 'x', label: '支出', grain: '0.01', outcome: 'amount', variable: [], segments: grant, ...part });

test('heights follow the pieces, thresholds belong below', () => {
  for (const [x, want] of [[0, 0], [500000, 0], [500000.01, 200000], [599999.99, 200000], [600000, 230000], [850000, 290000], [26550000, 8000000], [30000000, 8000000]] as const)
    assert.equal(heightAt(grant, x), want, String(x));
  const rate: Segment[] = [{ kind: 'slope', from: '0', to: '1000000', amount: '0', slope: '0.2' }, { kind: 'flat', from: '1000000.01', amount: '200000' }];
  assert.equal(heightAt(rate, 600000), 120000);
  assert.equal(heightAt(rate, 5000000), 200000);
});

test('an outline has upright jumps and flat steps', () => {
  assert.deepEqual(outline(grant, 800000), [
    [0, 0], [500000, 0],
    [500000, 200000], [600000, 200000],
    [600000, 230000], [700000, 230000],
    [700000, 260000], [800000, 260000],
  ]);
});

test('steps too many to tell apart become one line', () => {
  assert.ok(outline(grant, 40000000).length <= 8);
  assert.deepEqual(outline(grant, 40000000).at(-1), [40000000, 8000000]);
});

test('the window is around the user, or reaches to the cap', () => {
  const c = curve({ most: { yuan: '8000000.00' }, most_at: '26500000', here: { at: '850000', amount: { yuan: '290000.00' } } });
  const near = reach(c, false);
  assert.ok(near > 1000000 && near < 2000000, String(near));
  assert.ok(reach(c, true) > 26600000);
  assert.ok(hasMore(c));
  // A cap at hand is shown at once.
  const close = curve({ most: { yuan: '200000.00' }, most_at: '1000000', here: { at: '850000', amount: { yuan: '170000.00' } } });
  assert.ok(reach(close, false) > 1000000);
  assert.ok(!hasMore(close));
  // Nothing given and nothing capped still gives a window.
  assert.ok(reach(curve({}), false) > 500000);
  assert.ok(reach(curve({ segments: [{ kind: 'flat', from: '0', amount: '5' }] }), false) > 0);
});

test('a slider steps in round figures, never finer than the input', () => {
  assert.equal(sliderStep(1445000, 0.01), 10000);
  assert.equal(sliderStep(30475000, 0.01), 200000);
  assert.equal(sliderStep(40, 1), 1);
});

test('decimals have no exponent and no binary dust', () => {
  assert.equal(decimal(0.1 + 0.2), '0.3');
  assert.equal(decimal(1e21 / 1e10), '100000000000');
  assert.equal(decimal(850000), '850000');
  assert.deepEqual(axis(1445000, 6).map((t) => t.text).slice(0, 3), ['0', '200000', '400000']);
});

test('counts jump upright, and a threshold is no cap', () => {
  const firms: Segment[] = [{ kind: 'nothing', from: '0', to: '29', amount: '0' }, { kind: 'flat', from: '30', amount: '750000' }];
  assert.deepEqual(outline(firms, 60), [[0, 0], [29, 0], [30, 0], [30, 750000], [60, 750000]]);
  assert.ok(!capped(curve({ segments: firms, most: { yuan: '750000.00' } })));
  assert.ok(capped(curve({ segments: [grant[0]!, { ...grant[2]!, why: 'cap' }], most: { yuan: '8000000.00' } })));
  assert.ok(capped(curve({ most: { yuan: '8000000.00' } })));
});
