import { html, type TemplateResult } from 'lit';
import type { Figure, Reference } from '../types';
import { length } from '../words';

interface Stretch {
  start: number;
  end: number;
  kind: string;
  reference?: Reference;
}

const roles: Record<string, string> = { threshold: '门槛', step: '每增加', grant: '给予', cap: '最高', rate: '比例', period: '期限', date: '日期', target: '目标', other: '' };

/** A clause's text with its figures, what it refers to and the words looked for
 * made visible. start is where the text stands in the source; document is its
 * own, to which a reference without a clause leads nowhere. */
export function marked(text: string, start: number, figures: readonly Figure[] = [], words: readonly string[] = [], references: readonly Reference[] = [], document = ''): TemplateResult {
  const runes = Array.from(text);
  const stretches: Stretch[] = [];
  const free = (s: Stretch): boolean => s.start >= 0 && s.end <= runes.length && s.end > s.start && !stretches.some((o) => o.start < s.end && s.start < o.end);
  for (const reference of references) {
    const s = { start: reference.start - start, end: reference.end - start, kind: 'reference', reference };
    if (free(s) && (reference.to !== document || reference.to_clause)) stretches.push(s);
  }
  for (const f of figures) {
    const s = { start: f.start - start, end: f.end - start, kind: f.role };
    if (free(s)) stretches.push(s);
  }
  for (const word of words) {
    const size = length(word);
    for (let at = text.indexOf(word); word !== '' && at >= 0; at = text.indexOf(word, at + word.length)) {
      const a = length(text.slice(0, at));
      const s = { start: a, end: a + size, kind: 'word' };
      if (free(s)) stretches.push(s);
    }
  }
  stretches.sort((x, y) => x.start - y.start || y.end - x.end);
  const out: unknown[] = [];
  let at = 0;
  for (const s of stretches) {
    if (s.start < at) continue;
    out.push(runes.slice(at, s.start).join(''));
    const inner = runes.slice(s.start, s.end).join('');
    if (s.reference) out.push(referred(inner, s.reference));
    else out.push(s.kind === 'word' ? html`<mark class="word">${inner}</mark>` : html`<mark class="figure ${s.kind}" title=${roles[s.kind] ?? ''}>${inner}</mark>`);
    at = s.end;
  }
  out.push(runes.slice(at).join(''));
  return html`${out}`;
}

/** A way to what is referred to, where the library holds it. */
function referred(text: string, r: Reference): TemplateResult {
  if (!r.to) return html`<span class="elsewhere" title="资料库未收录">${text}</span>`;
  const query = new URLSearchParams({ id: r.to, ...(r.to_clause ? { clause: r.to_clause } : {}) });
  return html`<a href=${`#/documents?${query}`}>${text}</a>`;
}
