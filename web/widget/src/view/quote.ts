import { html, nothing, type TemplateResult } from 'lit';
import type { Answer, Quote, Result } from '../protocol';
import type { Strings } from '../strings';
import type { Context } from './context';

/** Above this many characters a quote is folded. */
const long = 260;

const states = ['draft', 'expired', 'not_yet_in_force', 'incomplete_source'];

/** The states of the quoted document, by the notices. With several documents
 * a notice counts for the one it names. */
export function statusBadges(quote: Quote, answer: Answer, s: Strings): TemplateResult[] {
  const only = (answer.quotes ?? []).every((q) => q.document === quote.document);
  const named = (text: string): boolean => quote.title !== undefined && text.includes(quote.title);
  const holds = (kind: string): boolean => (answer.notices ?? []).some((n) => n.kind === kind && (only || named(n.text)));
  return states.filter(holds).map((k) => html`<span class="badge" data-kind=${k}>${s.kinds[k] ?? k}</span>`);
}

/** The quote that a result rests on: its first step's, else the first at all. */
export function quoteOf(r: Result, answer: Answer): Quote | undefined {
  const id = [...(r.steps ?? []), ...(r.conditions ?? [])].find((x) => x.quote)?.quote;
  return answer.quotes?.find((q) => q.id === id) ?? answer.quotes?.[0];
}

/** The quotes by document and in it by clause, in the order of the answer. */
export function byDocument(quotes: Quote[]): Quote[][][] {
  return grouped(quotes, (q) => q.document).map((d) => grouped(d, (q) => q.clause));
}

function grouped(quotes: Quote[], key: (q: Quote) => string): Quote[][] {
  const groups = new Map<string, Quote[]>();
  for (const q of quotes) groups.set(key(q), [...(groups.get(key(q)) ?? []), q]);
  return [...groups.values()];
}

/** The verbatim words of a document's clauses with where they stand. */
export function quoteView(clauses: Quote[][], answer: Answer, c: Context): TemplateResult | typeof nothing {
  const first = clauses[0]?.[0];
  if (!first) return nothing;
  const s = c.strings;
  return html`
    <figure class="card quote" data-document=${first.document}>
      <figcaption><span class="source">${s.source(first.title ?? first.document, '')}</span>${statusBadges(first, answer, s)}</figcaption>
      ${clauses.map(
        (quotes) => html`
          <div class="clause" data-clause=${quotes[0]!.clause}>
            <div class="at"><p><b>${clauseName(quotes[0]!, s)}</b><span class="path">${above(quotes[0]!)}</span></p>${c.paper ? nothing : html`<button class="fold" type="button" @click=${() => c.open(quotes[0]!, answer)}>${s.openClause}</button>`}</div>
            ${quotes.map((q) => words(q, answer, c))}
          </div>
        `,
      )}
    </figure>
  `;
}

/** The headings a clause stands under. */
function above(quote: Quote): string {
  return (quote.path ?? '').split(' > ').slice(0, quote.number ? -1 : undefined).join(' › ');
}

function words(quote: Quote, answer: Answer, c: Context): TemplateResult {
  const s = c.strings;
  const id = `${answer.id}/${quote.id}`;
  const folds = !c.paper && quote.text.length > long;
  const open = !folds || c.expanded(id);
  return html`
    <blockquote class=${open ? '' : 'folded'} lang="zh-Hans" @click=${(e: Event) => tapped(e, () => c.open(quote, answer))}>${quote.text.trim()}</blockquote>
    ${folds
      ? html`<button class="fold unfold" type="button" aria-expanded=${open ? 'true' : 'false'} @click=${() => c.expand(id)}>${open ? s.less : s.more}</button>`
      : nothing}
  `;
}

// Selecting words of a quote is no tap on it. The button of the clause does
// the same for the keyboard.
function tapped(event: Event, open: () => void): void {
  const root = (event.currentTarget as Element).getRootNode() as ShadowRoot & { getSelection?(): Selection | null };
  const selection = root.getSelection?.() ?? document.getSelection();
  if (!selection || selection.isCollapsed) open();
}

/** 《…》第9条 */
export function source(quote: Quote, s: Strings): string {
  return s.source(quote.title ?? quote.document, clauseName(quote, s));
}

/** A bare number gets its 第…条, a marker stays as printed, with what it stands
 * under where alone it would say little: 六（二）. */
function clauseName(quote: Quote, s: Strings): string {
  const number = quote.number ?? '';
  if (/^\d+$/.test(number)) return s.numberedArticle(number);
  const nested = number !== '' && !number.startsWith('第');
  return (nested ? (quote.clause.split('/').at(-2) ?? '') : '') + number;
}
