// The report on an enterprise: what it is, what it may get, and by which words.
// It is made to be printed on A4 and handed over.

import { html, nothing } from 'lit';
import type { Fact } from '../rules';
import type { Amount, Doc, Note, Quote, Result } from '../types';
import { clauseName, fen, grouped, money, outcomes, states, yuan } from '../words';
import { headline } from './result';

interface ProfileRule {
  rule: string;
  title: string;
  clause?: string;
  standing: string;
  touched: boolean;
  why?: string;
  missing?: { fact: string; label: string }[];
  result?: Result;
}

export interface Profile {
  place?: string;
  documents: {
    id: string;
    title: string;
    jurisdiction: string;
    draft?: boolean;
    notes?: Note[];
    here: boolean;
    rules: ProfileRule[];
    best?: { rules: { rule: string; title: string; outcome: string; amount: Amount; on_terms?: boolean }[]; outcome: string; sum: Amount; total: Amount; binds?: { label?: string }[]; note?: string };
  }[];
  asks?: { fact: string; label: string }[];
}

const standings: Record<string, string> = {
  applies: '可以享受',
  on_terms: '满足条件可享受',
  may_apply: '还缺信息',
  fails: '不符合',
  invalid: '输入有误',
  elsewhere: '不适用于该地',
};
const order = ['applies', 'on_terms', 'may_apply', 'fails', 'invalid', 'elsewhere'];

/** What a report is made of. */
export interface Report {
  name: string;
  place: string;
  /** Who of the staff made it. */
  by: string;
  facts: readonly Fact[];
  values: Record<string, string>;
  docs: readonly Doc[];
  here: Profile['documents'];
  /** Rules that what was told does not touch are listed too. */
  all: boolean;
}

type Document = Profile['documents'][number];

export function reportView(r: Report) {
  const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  const told = r.facts.filter((f) => r.values[f.id]);
  const documents = r.here.map((d) => ({ ...d, rules: d.rules.filter((x) => r.all || x.touched) })).filter((d) => d.rules.length > 0);
  return html`
    <h2 class="report-title">政策测算报告</h2>
    <p class="report-head">${r.name ? html`<b>${r.name}</b>　` : nothing}${r.place}　测算日期 ${day}${r.by ? `　经办 ${r.by}` : nothing}</p>
    ${told.length > 0
      ? html`<table class="told"><caption>企业情况</caption><tbody>${told.map((f) => html`<tr><th scope="row">${f.label}</th><td>${said(f, r.values[f.id]!)}</td></tr>`)}</tbody></table>`
      : html`<p class="empty noprint">填写企业的情况，用得上的规则会列在这里。</p>`}
    ${told.length > 0 ? summary(documents) : nothing}
    ${documents.map((d) => documentView(d, r.docs.find((x) => x.id === d.id)))}
    ${told.length > 0
      ? html`<p class="note foot">本报告由条款通按所列文件逐条测算，金额以主管部门审核为准。“满足条件可享受”的金额以所列待确认条件全部成立为前提。</p>`
      : nothing}
  `;
}

/** All that was worked out, in one table. */
function summary(documents: readonly Document[]) {
  const rows = documents.flatMap((d) => sorted(d).filter((x) => x.touched).map((x) => ({ d, x })));
  if (rows.length < 2) return nothing;
  return html`<table class="grid summary"><caption>测算结果一览</caption><thead><tr><th scope="col">项目</th><th scope="col">依据</th><th scope="col">结论</th><th scope="col">金额</th></tr></thead><tbody>
    ${rows.map(({ d, x }) => html`<tr><th scope="row">${x.title}</th><td>《${d.title}》${where(x)}</td><td>${standings[x.standing] ?? x.standing}</td><td class="num">${x.result?.amount && x.standing !== 'fails' ? `${x.result.outcome === 'up_to' ? '最高' : ''}${money(x.result.amount.yuan)}` : '—'}</td></tr>`)}</tbody></table>`;
}

const sorted = (d: Document) => [...d.rules].sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing));

/** The clause a rule rests on. */
function where(x: ProfileRule): string {
  const main = x.result?.quotes?.[0];
  return main ? clauseName(main.number, main.clause) : (x.clause ?? '');
}

function documentView(d: Document, doc: Doc | undefined) {
  const touched = d.rules.some((r) => r.touched);
  return html`<section class="doc">
    <h3>《${d.title}》</h3>
    ${doc ? html`<p class="note">${[doc.issuer, doc.number, doc.issued && `${doc.issued} 成文`, `资料库第${doc.version}版`].filter(Boolean).join('　')}</p>` : nothing}
    ${(d.notes ?? []).map((n) => html`<p class=${`notice ${n.kind}`}>${n.text}</p>`)}
    ${d.best && touched ? bestView(d.best, new Set(d.rules.filter((r) => r.touched).map((r) => r.rule))) : nothing}
    ${sorted(d).map((r) => claimView(r, doc))}
  </section>`;
}

/** What the facts give together, apart from what might come beside it. */
function bestView(best: NonNullable<Document['best']>, touched: ReadonlySet<string>) {
  const told = best.rules.filter((r) => touched.has(r.rule));
  const other = best.rules.filter((r) => !touched.has(r.rule));
  if (told.length === 0) return nothing;
  const [sum, cap] = [told.reduce((n, r) => n + fen(r.amount.yuan), 0n), fen(best.total.yuan)];
  const total = yuan(sum < cap ? sum : cap);
  const upTo = told.some((r) => r.outcome === 'up_to');
  return html`<p class="best">按已填的情况合计${upTo ? '最高' : ''} <strong class="sum">${money(total)}</strong> <span class="soft">${grouped(total)}元</span>${told.some((r) => r.on_terms) ? html`<span class="note">（有的条件还没有确认，按符合计算）</span>` : nothing}</p>
    ${other.length > 0 ? html`<p class="note">没有填情况的${other.map((r) => r.title).join('、')}没有算在内；都符合时，这份文件合计最高${money(best.total.yuan)}。</p>` : nothing}
    ${(best.binds ?? []).map((b) => (b.label ? html`<p class="note">受“${b.label}”限制。</p>` : nothing))}`;
}

function claimView(r: ProfileRule, doc: Doc | undefined) {
  const x = r.result;
  const main = x?.quotes?.[0];
  const unconfirmed = new Set((x?.conditions ?? []).filter((c) => c.state === 'unconfirmed').map((c) => c.label));
  const missing = (r.missing ?? []).filter((m) => !r.touched || !unconfirmed.has(m.label));
  const remarks = (x?.notes ?? []).filter((n) => n.kind === 'warn' || n.kind === 'open');
  return html`<article class=${`claim ${r.standing}`}>
    <header><b>${r.title}</b><span class="standing">${standings[r.standing] ?? r.standing}</span><span class="amount">${x && (x.amount || x.outcome === 'eligible') ? headline(x) : nothing}</span></header>
    ${r.why ? html`<p>${r.why}</p>` : nothing}
    ${r.touched && main ? html`<blockquote>“${main.text}”<cite>${cited(main)}</cite></blockquote>` : nothing}
    ${r.touched && (x?.steps ?? []).length > 0
      ? html`<table class="steps"><caption class="sr">计算过程</caption><tbody>${x!.steps!.map((s) => html`<tr><th scope="row">${s.label}</th><td class="num">${s.expression.replace(/\d+(\.\d+)?/g, grouped)}</td><td class="num value">${grouped(s.value)}${s.unit ?? ''}</td></tr>`)}</tbody></table>`
      : nothing}
    ${r.touched ? (x?.readings ?? []).map((o) => html`<p class="reading">另一口径（${o.label}）：${o.amount ? money(o.amount.yuan) : (outcomes[o.outcome ?? ''] ?? '')}</p>`) : nothing}
    ${r.touched ? html`<ul class="conditions">${(x?.conditions ?? []).map((c) => html`<li class=${c.state}><span class="state">${states[c.state]}</span>${c.label}</li>`)}</ul>` : nothing}
    ${missing.length > 0 ? html`<p class="missing">还要知道：${missing.map((m) => m.label).join('、')}</p>` : nothing}
    ${r.touched && remarks.length > 0 ? html`<ul class="remarks">${remarks.map((n) => html`<li>${n.text}</li>`)}</ul>` : nothing}
    ${r.touched && main ? contactLine(doc, main.clause) : nothing}
  </article>`;
}

/** 《…》第9条（二、壮大市场主体和行业规模）. */
function cited(q: Quote): string {
  const above = (q.path ?? '').split(' > ').slice(0, -1).join(' > ');
  return `《${q.title ?? q.document}》${clauseName(q.number, q.clause)}${above ? `（${above}）` : ''}`;
}

/** Where one applies: what the office entered for the clause, for what it
 * stands under, or for the document. */
function contactLine(doc: Doc | undefined, clause: string) {
  let c = doc?.contact;
  for (let key = clause; key !== ''; key = key.includes('/') ? key.slice(0, key.lastIndexOf('/')) : '') {
    if (!doc?.contacts?.[key]) continue;
    c = doc.contacts[key];
    break;
  }
  const parts = ['office', 'phone', 'address', 'link'].map((k) => c?.[k]).filter(Boolean);
  return parts.length > 0 ? html`<p class="note">办理：${parts.join('　')}</p>` : nothing;
}

function said(f: Fact, value: string): string {
  if (f.type === 'bool') return value === 'yes' ? '是' : '否';
  return (f.options?.find((o) => o.value === value)?.label ?? value) + (f.unit && /^[\d.,]+[万亿]*$/.test(value) ? f.unit : '');
}
