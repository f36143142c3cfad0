import { html, type TemplateResult } from 'lit';
import type { Figure } from '../types';
import { length } from '../words';

interface Stretch {
  start: number;
  end: number;
  kind: string;
}

const roles: Record<string, string> = { threshold: '门槛', step: '每增加', grant: '给予', cap: '最高', rate: '比例', period: '期限', date: '日期', target: '目标', other: '' };

/** A clause's text with its figures and the words looked for made visible.
 * start is where the text stands in the source. */
export function marked(text: string, start: number, figures: readonly Figure[] = [], words: readonly string[] = []): TemplateResult {
  const runes = Array.from(text);
  const stretches: Stretch[] = [];
  for (const f of figures) {
    const [a, b] = [f.start - start, f.end - start];
    if (a >= 0 && b <= runes.length && b > a) stretches.push({ start: a, end: b, kind: f.role });
  }
  for (const word of words) {
    const size = length(word);
    for (let at = text.indexOf(word); word !== '' && at >= 0; at = text.indexOf(word, at + word.length)) {
      const a = length(text.slice(0, at));
      if (!stretches.some((s) => s.start < a + size && a < s.end)) stretches.push({ start: a, end: a + size, kind: 'word' });
    }
  }
  stretches.sort((x, y) => x.start - y.start || y.end - x.end);
  const out: unknown[] = [];
  let at = 0;
  for (const s of stretches) {
    if (s.start < at) continue;
    out.push(runes.slice(at, s.start).join(''));
    const inner = runes.slice(s.start, s.end).join('');
    out.push(s.kind === 'word' ? html`<mark class="word">${inner}</mark>` : html`<mark class="figure ${s.kind}" title=${roles[s.kind] ?? ''}>${inner}</mark>`);
    at = s.end;
  }
  out.push(runes.slice(at).join(''));
  return html`${out}`;
}
