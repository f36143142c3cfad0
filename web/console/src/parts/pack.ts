// What was read of a pack, what holds of it and what changed, as its screens show it.

import { html, nothing } from 'lit';
import type { Doc, Row } from '../types';
import { slice } from '../words';

export interface Listed {
  id: string;
  version: number;
  revision: number;
  origin: string;
  stored_at: string;
  documents: Doc[];
}

export interface Described extends Doc {
  clauses: number;
  items: number;
  departments?: string[];
  unknown?: string[];
}

export interface Finding {
  rule: string;
  severity: string;
  document: string;
  clause: string;
  start: number;
  end: number;
  quote: string;
  message: string;
  advice: string;
}

export interface PackView {
  pack: string;
  version: number;
  origin: string;
  files: string[];
  documents: Described[];
  rows: Row[];
  findings: Finding[];
  uncovered: number;
  warnings?: string[];
}

export interface Change {
  kind: string;
  document: string;
  old?: { clause: string; text: string };
  new?: { clause: string; text: string };
  edits?: { old_start: number; old_end: number; new_start: number; new_end: number; old: string; new: string }[];
}

export interface Diff {
  from: number;
  to: number;
  changes: Change[];
  rules: { kind: string; rule: string }[];
}

export interface Proposal {
  id: number;
  pack: string;
  over: number;
  by: string;
  note?: string;
  at: string;
  state: string;
  edits?: { kind: string; rule: string }[];
  diff?: Change[];
  check?: Check;
  ok?: boolean;
}

/** What holding rules against their quotes and cases gave. */
export interface Check {
  rules: number;
  parameters: number;
  cases: number;
  quarantined?: { rule: string; why: string }[];
  failures?: { rule?: string; why: string }[];
}

export interface Published {
  pack: string;
  version?: number;
  proposal?: number;
  same?: boolean;
  view?: PackView;
  check?: Check;
}

export const origins: Record<string, string> = { builtin: '内置', files: '文件装入', console: '工作台' };
const changeKinds: Record<string, string> = { added: '新增', removed: '删去', changed: '改动', renumbered: '改了编号', moved: '移动', rule_added: '新增规则', rule_changed: '改动规则', rule_removed: '去掉规则' };
const fields: readonly [keyof Doc, string][] = [
  ['title', '标题'], ['issuer', '发文机关'], ['number', '文号'], ['addressee', '主送'], ['jurisdiction', '适用地区'], ['passed', '通过'], ['issued', '成文'], ['effective', '施行'], ['effective_text', '施行（原文）'], ['expires', '有效期至'], ['period_start', '期间起'], ['period_end', '期间止'],
];

/** What was read of a document, each value with the words it rests on. held
 * are the documents of the library. */
export function metadataView(v: PackView, doc: Described, held: readonly Doc[]) {
  const text = v.rows.map((r) => r.text).join('');
  return html`<table class="grid"><caption class="sr">元数据及其依据</caption><thead><tr><th scope="col">项目</th><th scope="col">读出的值</th><th scope="col">原文依据</th></tr></thead><tbody>
    ${fields.filter(([k]) => doc[k] !== undefined).map(([k, name]) => {
      const e = doc.evidence?.[k];
      return html`<tr><th scope="row">${name}</th><td>${String(doc[k])}</td><td>${e ? html`“${slice(text, e.start, Math.min(e.end, e.start + 120))}”` : html`<span class="soft">由单位填写或推断</span>`}</td></tr>`;
    })}
    <tr><th scope="row">状态</th><td>${doc.draft ? '征求意见稿' : '正式文件'}${doc.incomplete ? '，来源不全' : ''}</td><td></td></tr>
    ${(doc.relations ?? []).map((x) => html`<tr><th scope="row">关系</th><td>${{ amends: '修改', repeals: '废止', replaces: '代替', implements: '依据', refers: '提到' }[x.kind] ?? x.kind}</td><td>${other(x, held)}</td></tr>`)}
    ${(doc.departments ?? []).length > 0 ? html`<tr><th scope="row">责任部门</th><td colspan="2">${doc.departments!.join('、')}</td></tr>` : nothing}
    ${(doc.unknown ?? []).length > 0 ? html`<tr><th scope="row">没有读到</th><td colspan="2">${doc.unknown!.map((u) => fields.find(([k]) => k === u)?.[1] ?? u).join('、')}</td></tr>` : nothing}
  </tbody></table>`;
}

/** The other document of a relation: a way to it where the library holds it,
 * else as the text or the office writes it. */
function other(x: NonNullable<Doc['relations']>[number], held: readonly Doc[]) {
  const there = held.find((d) => d.id === x.to);
  if (there) return html`<a href=${`#/documents?id=${encodeURIComponent(there.id)}`}>《${there.title}》</a>`;
  const named = x.title ? `《${x.title}》${x.number ?? ''}` : x.number || x.to;
  return html`${named}<span class="soft">（未收录）</span>`;
}

/** What differs between two versions, rules first. */
export function changesView(changes: readonly Change[], rules: readonly { kind: string; rule: string }[]) {
  if (changes.length === 0 && rules.length === 0) return html`<p class="empty">没有不同。</p>`;
  return html`${rules.map((r) => html`<p><span class="badge draft">${changeKinds[r.kind] ?? r.kind}</span>${r.rule || '对整份文件都适用的规定'}</p>`)}
    ${changes.length > 0
      ? html`<table class="grid"><caption class="sr">条款的变化</caption><thead><tr><th scope="col">变化</th><th scope="col">旧</th><th scope="col">新</th></tr></thead><tbody>${changes.map((c) => html`<tr><td>${changeKinds[c.kind.replace(/^clause_/, '')] ?? c.kind}</td><td>${c.old ? html`<b>${c.old.clause}</b> ${edited(c, 'old')}` : nothing}</td><td>${c.new ? html`<b>${c.new.clause}</b> ${edited(c, 'new')}` : nothing}</td></tr>`)}</tbody></table>`
      : nothing}`;
}

/** How rules stand against their quotes and cases; passes says that what does
 * not hold is set aside and keeps nothing from taking effect. */
export function checkView(c: Check, passes = false) {
  const quarantined = c.quarantined ?? [];
  const bad = [...quarantined.map((q) => `${q.rule}：${q.why}`), ...(c.failures ?? []).map((f) => `算例：${f.why}`)];
  if (bad.length === 0) return html`<p class="notice good">规则${c.rules}条、参数${c.parameters}个与引文一致，算例${c.cases}个全部通过。</p>`;
  const aside = quarantined.length > 0 ? `${quarantined.length}条规则与文字不符，停用，不据以测算；其余${c.rules}条照常。请改好规则和算例：` : '规则与引文一致，有算例不符，请改好：';
  return html`<p class="bad" role="alert">${passes ? aside : '规则与引文或算例不符，不能生效：'}</p><ul class="plain">${bad.map((b) => html`<li>${b}</li>`)}</ul>`;
}

/** One side of a changed clause, with the stretches that differ. */
function edited(c: Change, side: 'old' | 'new') {
  const text = c[side]!.text;
  let rest = text;
  const out: unknown[] = [];
  for (const e of c.edits ?? []) {
    const part = side === 'old' ? e.old : e.new;
    const at = part === '' ? -1 : rest.indexOf(part);
    if (at < 0) continue;
    out.push(rest.slice(0, at), side === 'old' ? html`<del>${part}</del>` : html`<ins>${part}</ins>`);
    rest = rest.slice(at + part.length);
  }
  return html`${out}${rest}`;
}
