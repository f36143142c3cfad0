// How an answer came about, for staff.

import { html, nothing } from 'lit';
import { kinds } from '../words';

/** What was read, weighed and found for an answer. */
export interface Explanation {
  follows?: boolean;
  places?: string[];
  terms?: string[];
  words?: string[];
  quantities?: string[];
  cues?: string[];
  documents?: string[];
  rules?: { rule: string; score: number; subject: number; clause: number; fit: number; told: number; filled: number }[];
  clauses?: { document: string; clause: string; score: number; coverage: number }[];
  acts?: Record<string, number>;
  act?: string;
  held?: string[];
  model?: ModelPart | undefined;
}

/** What a language model had to do with an answer. */
export interface ModelPart {
  model: string;
  millis?: number;
  turns?: number;
  tokens?: number;
  calls?: { tool: string; arguments?: string; refused?: string; bytes?: number }[];
  dropped?: { sentence: string; why: string }[];
  parts?: string[];
  notes?: string[];
  failure?: string;
}

/** What an answer was taken to be asked for. */
const acts: Record<string, string> = {
  evaluate: '测算或判断', lookup: '说明条文', status: '文件的状态', deadline: '期限', department: '责任部门', materials: '申报材料', procedure: '办理程序', definition: '定义', target: '目标', compare: '比较', original: '读原文', ceiling: '一家企业合计的上限',
};

const partNames: Record<string, string> = { prose: '答复里的几句话', quotes: '引哪几条', question: '追问的说法' };

export function explanation(e: Explanation) {
  const line = (name: string, values: readonly string[] | undefined) => ((values ?? []).length > 0 ? html`<dt>${name}</dt><dd>${values!.join('、')}</dd>` : nothing);
  const n = (v: number): string => v.toFixed(2);
  return html`<div class="explanation" role="region" aria-label="答复怎么来的">
    <dl>
      ${line('读到的地区', e.places)}${line('读到的说法', e.terms)}${line('读到的数', e.quantities)}${line('语气线索', e.cues)}${line('没有读懂的词', e.words)}${line('在哪些文件里找', e.documents)}
      ${e.follows ? html`<dt>上文</dt><dd>承接了前面的话</dd>` : nothing}
      <dt>按什么答</dt><dd>${e.act ? (acts[e.act] ?? kinds[e.act] ?? e.act) : '问法固定，不必权衡，直接作答'}</dd>
      ${line('拦下的话', e.held)}
      ${e.model ? modelPart(e.model) : html`<dt>语言模型</dt><dd>没有用</dd>`}
    </dl>
    ${(e.rules ?? []).length > 0
      ? html`<table class="grid"><caption>考虑过的规则</caption><thead><tr><th scope="col">规则</th><th scope="col">总分</th><th scope="col">用词</th><th scope="col">条文</th><th scope="col">数目相合</th><th scope="col">已填</th></tr></thead><tbody>${e.rules!.map((r) => html`<tr><td>${r.rule}</td><td class="num">${n(r.score)}</td><td class="num">${n(r.subject)}</td><td class="num">${n(r.clause)}</td><td class="num">${n(r.fit)}</td><td class="num">${n(r.filled)}</td></tr>`)}</tbody></table>`
      : nothing}
    ${(e.clauses ?? []).length > 0
      ? html`<table class="grid"><caption>检索到的条款</caption><thead><tr><th scope="col">条款</th><th scope="col">得分</th><th scope="col">覆盖</th></tr></thead><tbody>${e.clauses!.map((c) => html`<tr><td><a href=${`#/documents?id=${encodeURIComponent(c.document)}&clause=${encodeURIComponent(c.clause)}`}>${c.document} ${c.clause}</a></td><td class="num">${n(c.score)}</td><td class="num">${n(c.coverage)}</td></tr>`)}</tbody></table>`
      : nothing}
  </div>`;
}

/** The model's part in words: what came from it, what it asked for, and what
 * was not let through. */
function modelPart(m: ModelPart) {
  const cost = [m.turns ? `${m.turns}轮` : '', m.tokens ? `${m.tokens}个词元` : '', m.millis ? `${(m.millis / 1000).toFixed(1)}秒` : ''].filter((x) => x !== '').join('，');
  return html`
    <dt>语言模型</dt><dd>${m.model}${cost ? html`<span class="soft">（${cost}）</span>` : nothing}</dd>
    <dt>出自模型</dt><dd>${(m.parts ?? []).map((p) => partNames[p] ?? p).join('、') || '没有；答复全部由程序写出'}</dd>
    ${m.failure ? html`<dt>没有用上</dt><dd>${m.failure}</dd>` : nothing}
    ${(m.calls ?? []).length > 0 ? html`<dt>它调用的工具</dt><dd><ul class="plain">${m.calls!.map((c) => html`<li>${c.tool} <code>${c.arguments ?? ''}</code>${c.refused ? html`<br><span class="badge down">拒绝</span> ${c.refused}` : nothing}</li>`)}</ul></dd>` : nothing}
    ${(m.dropped ?? []).length > 0 ? html`<dt>没有发出的话</dt><dd><ul class="plain">${m.dropped!.map((d) => html`<li><del>${d.sentence}</del><br><span class="soft">${d.why}</span></li>`)}</ul></dd>` : nothing}
    ${(m.notes ?? []).length > 0 ? html`<dt>另记</dt><dd>${m.notes!.join('；')}</dd>` : nothing}`;
}
