import { html, nothing } from 'lit';
import { get } from '../api';
import '../parts/bars';
import { goTo, View } from '../view';
import { clauseName, kinds, moment } from '../words';

interface Count {
  name: string;
  count: number;
}

interface Turn {
  conversation: string;
  asked_at: string;
  question: string;
  kind: string;
  answer: string;
  comment?: string;
}

interface Report {
  since: string;
  questions: number;
  no_answer: number;
  down: number;
  up: number;
  cut?: boolean;
  days: { day: string; questions: number; no_answer: number }[];
  kinds: Count[];
  clauses: { document: string; clause: string; title: string; number?: string; count: number }[];
  repeated: Count[];
  unanswered: Turn[];
  disliked: Turn[];
  sites: Count[];
}

/** What is asked, what has no answer, what users did not like. */
export class Insight extends View {
  static override properties = { ...View.properties, days: { state: true }, report: { state: true } };
  declare days: number;
  declare report: Report | undefined;

  constructor() {
    super();
    this.days = 30;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override async load(): Promise<void> {
    const r = await this.attempt(() => get<Report>('/api/v1/insight', { days: this.days }), 'report');
    if (r) this.report = r;
  }

  override render() {
    const r = this.report;
    const csv = (query: string): string => `/api/v1/insight/questions.csv?since=${r?.since ?? ''}${query}`;
    return html`
      <header class="bar">
        <h1>问答分析</h1>
        <label class="inline">最近 <select @change=${(e: Event) => {
          this.days = Number((e.target as HTMLSelectElement).value);
          void this.load();
        }}>${[7, 30, 90, 366].map((d) => html`<option value=${d} ?selected=${d === this.days}>${d === 366 ? '一年' : `${d}天`}</option>`)}</select></label>
        <span class="grow"></span>
        <a class="button" href=${csv('')} download>导出全部（CSV）</a>
        <a class="button" href=${csv('&kind=no_answer')} download>导出没有答案的</a>
        <a class="button" href=${csv('&vote=-1')} download>导出评价“没用”的</a>
      </header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      ${r ? this.body(r) : this.pending('正在统计…')}
    `;
  }

  private body(r: Report) {
    if (r.questions === 0) return html`<p class="pane empty">这段时间还没有人提问。</p>`;
    const share = (n: number): string => `${((n / r.questions) * 100).toFixed(1)}%`;
    return html`
      ${r.cut ? html`<p class="notice">问题太多，只统计了最近的两万条。请缩短时间，或导出后统计。</p>` : nothing}
      <ul class="figures plain">
        <li class="pane"><b>${r.questions}</b><span>问题</span></li>
        <li class="pane"><b>${r.no_answer}</b><span>没有答案（${share(r.no_answer)}）</span></li>
        <li class="pane"><b>${r.up}</b><span>评价“有用”</span></li>
        <li class="pane"><b>${r.down}</b><span>评价“没用”</span></li>
      </ul>
      <div class="charts two">
        <figure class="pane pad"><figcaption>每天的问题</figcaption><cw-bars name="每天的问题数" .bars=${r.days.map((d) => ({ label: d.day.slice(5), value: d.questions }))}></cw-bars></figure>
        <figure class="pane pad"><figcaption>按种类</figcaption><cw-bars name="按种类的问题数" .bars=${r.kinds.slice(0, 8).map((k) => ({ label: kinds[k.name] ?? k.name, value: k.count }))}></cw-bars></figure>
      </div>
      <div class="charts two">
        <section class="pane pad"><h2>问得最多的条款</h2>${counts(r.clauses.map((c) => ({ name: `《${c.title}》${clauseName(c.number, c.clause)}`, count: c.count, go: () => goTo('documents', { id: c.document, clause: c.clause }) })))}</section>
        <section class="pane pad"><h2>重复最多的问题</h2><p class="note">数目不同、说法相同的算作一个</p>${counts(r.repeated)}</section>
      </div>
      ${this.turns('没有答案的问题', r.unanswered)} ${this.turns('评价“没用”的答复', r.disliked)}
    `;
  }

  private turns(name: string, turns: Turn[]) {
    return html`<section class="pane pad aims"><h2>${name}</h2>
      ${turns.length === 0
        ? html`<p class="soft">没有。</p>`
        : html`<table class="grid"><caption class="sr">${name}</caption><thead><tr><th scope="col">时间</th><th scope="col">问题</th><th scope="col">答复</th><th scope="col">意见</th></tr></thead>
            <tbody>${turns.map((t) => html`<tr><td class="num">${moment(t.asked_at)}</td><td>${this.may('conversations.read') ? html`<a href=${`#/conversations?id=${t.conversation}`}>${t.question}</a>` : t.question}</td><td>${t.answer}</td><td>${t.comment ?? ''}</td></tr>`)}</tbody></table>`}</section>`;
  }
}
customElements.define('cw-insight', Insight);

function counts(list: readonly (Count & { go?: () => void })[]) {
  const most = Math.max(1, ...list.map((c) => c.count));
  return html`<ol class="counts plain">${list.slice(0, 10).map((c) => html`<li>${c.go ? html`<button type="button" class="link" @click=${c.go}>${c.name}</button>` : html`<span>${c.name}</span>`}<meter min="0" max=${most} value=${c.count} aria-hidden="true"></meter><b class="num">${c.count}</b></li>`)}</ol>`;
}
