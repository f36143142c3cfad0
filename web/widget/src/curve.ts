// The curve of an amount as the service gives it, and the lines a chart draws
// of it. Floats serve for places on the screen alone: every figure that is
// shown as a figure comes from the service.

import { ticks } from 'd3-array';
import type { Amount } from './protocol';

export interface Segment {
  kind: 'nothing' | 'flat' | 'slope' | 'steps';
  from: string;
  after?: string;
  to?: string;
  amount: string;
  slope?: string;
  origin?: string;
  every?: string;
  add?: string;
  why?: string;
}

export interface Point {
  at: string;
  amount: Amount;
  next?: { input: string; at: string; more: string; amount: Amount; gain: Amount };
}

export interface Variable {
  id: string;
  label: string;
  type: string;
  unit?: string;
  min?: string;
  max?: string;
}

export interface Curve {
  rule: string;
  input: string;
  label: string;
  unit?: string;
  grain: string;
  outcome: string;
  inputs?: Record<string, string>;
  needs?: string[];
  problems?: { input: string; text: string }[];
  segments?: Segment[];
  readings?: { id: string; label: string; segments: Segment[] }[];
  most?: Amount;
  most_at?: string;
  here?: Point;
  variable: Variable[];
}

export type XY = readonly [number, number];

/** Above so many steps in the window they are drawn as the line below them:
 * single ones could not be told apart. */
const mostSteps = 160;

/** Where a point of the curve stands, for the dot under the slider. */
export function heightAt(segments: readonly Segment[], x: number): number {
  const s = segments.findLast((g) => x >= Number(g.from) || x > Number(g.after ?? Infinity)) ?? segments[0];
  return s ? heightOn(s, x) : 0;
}

function heightOn(s: Segment, x: number): number {
  const base = Number(s.amount);
  if (s.kind === 'slope') return base + (x - Number(s.from)) * Number(s.slope);
  if (s.kind === 'steps') return base + Math.floor((x - Number(s.origin)) / Number(s.every) + 1e-9) * Number(s.add);
  return base;
}

/** The line of a curve from 0 to most, as corners; jumps are upright. */
export function outline(segments: readonly Segment[], most: number): XY[] {
  const line: XY[] = [];
  for (const s of segments) {
    const from = Number(s.after ?? s.from);
    if (from > most) break;
    const to = Math.min(most, s.to === undefined ? most : Number(s.to));
    // Counts leave a gap between the last value below and the first above.
    const last = line.at(-1);
    if (last && last[0] < from) line.push([from, last[1]]);
    const every = Number(s.every);
    if (s.kind !== 'steps' || (to - from) / every > mostSteps) {
      line.push([from, heightOn(s, Math.max(from, Number(s.from)))], [to, heightOn(s, to)]);
      continue;
    }
    const origin = Number(s.origin);
    let at = from;
    while (at < to) {
      const next = Math.min(to, origin + (Math.floor((at - origin) / every + 1e-9) + 1) * every);
      const height = heightOn(s, at);
      line.push([at, height], [next, height]);
      at = next;
    }
  }
  return line;
}

/** Whether a ceiling holds the most there is: an amount that grew and grows no
 * more. Past a mere threshold it is flat from the start. */
export function capped(c: Curve): boolean {
  const all = c.segments ?? [];
  return all.some((s, i) => {
    const grew = ['slope', 'steps'].includes(all[i - 1]?.kind ?? '');
    return s.kind === 'flat' && (grew || s.why !== undefined) && Number(s.amount) === Number(c.most?.yuan);
  });
}

/** How far the input reaches in a chart: around the user's own value, or to
 * where the amount grows no more. */
export function reach(c: Curve, whole: boolean): number {
  const here = Number(c.here?.at ?? 0);
  const cap = Number(c.most_at ?? 0);
  const last = Math.max(...(c.segments ?? []).map((s) => Number(s.after ?? s.from)), Number(c.segments?.at(-1)?.every ?? 0) * 8);
  const near = Math.max(here * 1.7, Number(c.here?.next?.at ?? 0) * 1.15) || last * 1.6;
  if (whole || (cap > 0 && cap <= near * 1.6)) return Math.max(cap * 1.15, near) || 1;
  return near || 1;
}

/** Whether there is more to see than the near part. */
export function hasMore(c: Curve): boolean {
  return reach(c, true) > reach(c, false) * 1.05;
}

/** A step for a slider that is round, fine enough to aim with and no finer
 * than the input can be. */
export function sliderStep(most: number, grain: number): number {
  const raw = most / 200;
  const power = 10 ** Math.floor(Math.log10(raw));
  const round = [1, 2, 5, 10].map((m) => m * power).find((m) => m >= raw * 0.999) ?? raw;
  return Math.max(grain, round);
}

/** Round places for an axis, in decimals as the service writes them. */
export function axis(most: number, count: number): { at: number; text: string }[] {
  return ticks(0, most, count).map((at) => ({ at, text: decimal(at) }));
}

/** A number without exponent or binary dust. */
export function decimal(x: number): string {
  return x.toFixed(4).replace(/\.?0+$/, '');
}
