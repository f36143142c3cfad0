// What of an answer's text stands on the page beside its cards. The text is
// whole for those who only have text; here the quotes, the arithmetic and the
// notices are cards, and nothing should be said twice, or left out.

import { paragraphs } from './prose';
import type { Answer, Quote, Result } from './protocol';

export type Block = { text: string } | { quote: Quote };

export interface Layout {
  /** In the order of the text; a quote inside a sentence stands where it is said. */
  blocks: Block[];
  /** Quotes that no sentence holds, to stand together below. */
  quotes: Quote[];
}

const basis = /^(依据|依據|Source\b)/;
const working = /^(计算|計算|Calculation\b)/;
const offices = /^(责任部门|責任部門|In charge)\s*[:：]?\s*/;
const remarks = /^(请注意|請注意|Note:)\s*/;
const other = /^(若|Read as\b)/;

export function layout(answer: Answer): Layout {
  const quotes = answer.quotes ?? [];
  const inline = new Set<Quote>();
  const blocks: Block[] = [];
  for (const p of paragraphs(flatQuotes(answer.text, quotes))) {
    if (said(p, answer)) continue;
    blocks.push(...split(p, quotes, inline));
  }
  return { blocks, quotes: quotes.filter((q) => !inline.has(q)) };
}

// A quote may run over several lines; it must not be torn into paragraphs.
function flatQuotes(text: string, quotes: Quote[]): string {
  return quotes.reduce((t, q) => t.replaceAll(q.text.trim(), flat(q)), text);
}

const flat = (q: Quote): string => q.text.trim().replace(/\s*\n\s*/g, ' ');

/** Letters and figures alone, to compare what differs in marks and spaces. */
const bare = (text: string): string => text.replace(/[\s*“”"「」。；;，,.：:（）()]/g, '');

/** Whether a card says what the paragraph says. */
function said(p: string, answer: Answer): boolean {
  const results = answer.results ?? [];
  if (basis.test(p)) return (answer.quotes ?? []).some((q) => quotesFrom(p, q));
  if (working.test(p)) return results.some((r) => (r.steps ?? []).length > 0);
  if (other.test(p)) return results.flatMap((r) => shownReadings(r)).some((x) => p.includes(x.label));
  const charge = offices.exec(p);
  if (charge) return (answer.departments ?? []).length > 0;
  const remark = remarks.exec(p);
  if (remark) {
    const elsewhere = bare([...(answer.notices ?? []).map((n) => n.text), ...results.flatMap(remarksOf)].join('\n'));
    return p.slice(remark[0].length).split(/[。；]|\.\s|;\s/).every((s) => elsewhere.includes(bare(s)));
  }
  return (answer.questions ?? []).some((q) => bare(p) === bare(q.text));
}

// The text may quote a clause whole or a stretch of it.
function quotesFrom(p: string, q: Quote): boolean {
  if (p.includes(flat(q))) return true;
  const words = /[“「"](.{8,})[”」"]/.exec(p)?.[1];
  return words !== undefined && bare(q.text).includes(bare(words));
}

function split(p: string, quotes: Quote[], inline: Set<Quote>): Block[] {
  for (const q of quotes) {
    const words = flat(q);
    const at = p.indexOf(words);
    // A few quoted words are part of the sentence; a clause is a card.
    if (inline.has(q) || words.length < 24 || at < 0) continue;
    inline.add(q);
    const before = p.slice(0, at).replace(/[\s“「"：:]+$/, '');
    const after = p.slice(at + words.length).replace(/^[”」"\s]+/, '');
    return [...(before ? [{ text: before }] : []), { quote: q }, ...(/[^\s。.；;]/.test(after) ? split(after, quotes, inline) : [])];
  }
  return [{ text: p }];
}

/** Readings that have something to show. */
export function shownReadings(r: Result): NonNullable<Result['readings']> {
  return (r.readings ?? []).filter((x) => x.amount !== undefined || x.outcome === 'eligible' || x.outcome === 'not_eligible');
}

/** What was assumed and what a clerk would say beside a result. */
export function remarksOf(r: Result): string[] {
  const all = [...(r.assumed ?? []).map((a) => a.text), ...(r.notes ?? []).filter((n) => n.kind === 'warn').map((n) => n.text)];
  return [...new Set(all)];
}
