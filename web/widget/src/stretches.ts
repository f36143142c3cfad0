// Where the quotes of an answer stand in a document.

import type { Reference, Row } from './api';
import type { Quote } from './protocol';

/** A stretch of a row's text: plain, quoted, or the quote that was tapped; and
 * what it refers to. */
export interface Stretch {
  text: string;
  mark: 'none' | 'quoted' | 'chosen';
  to?: Reference;
}

/** Cuts a row at the quotes that stand in it, and at references. Offsets are code points of the
 * document's source. */
export function stretches(row: Pick<Row, 'start' | 'text'>, quotes: readonly Quote[], chosen: Quote, references: readonly Reference[] = []): Stretch[] {
  const points = Array.from(row.text);
  const inRow = <T extends { start?: number; end?: number }>(all: readonly T[]) =>
    all.map((q) => ({ from: Math.max(0, (q.start ?? 0) - row.start), to: Math.min(points.length, (q.end ?? 0) - row.start), q })).filter((s) => s.to > s.from);
  const [spans, refs] = [inRow(quotes), inRow(references)];
  const cuts = [...new Set([0, points.length, ...[...spans, ...refs].flatMap((s) => [s.from, s.to])])].sort((a, b) => a - b);
  const out: Stretch[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!];
    const over = spans.filter((s) => s.from <= from && s.to >= to);
    const mark = over.some((s) => s.q === chosen) ? 'chosen' : over.length > 0 ? 'quoted' : 'none';
    const ref = refs.find((s) => s.from <= from && s.to >= to)?.q;
    const last = out.at(-1);
    const text = points.slice(from, to).join('');
    if (last?.mark === mark && last.to === ref) last.text += text;
    else out.push(ref ? { text, mark, to: ref } : { text, mark });
  }
  return out;
}
