import { html, nothing } from 'lit';
import { get, tool } from '../api';
import { documents } from '../library';
import type { Bar } from '../parts/bars';
import '../parts/bars';
import '../parts/facts';
import { factValues } from '../parts/facts';
import { headline } from '../parts/result';
import { allRules, factsOf, type Fact } from '../rules';
import type { Doc, Quote, Result } from '../types';
import { goTo, View } from '../view';
import { money } from '../words';

interface Cell {
  place: string;
  standing: string;
  text: string;
  rules?: { rule: string; title: string; clause?: string; standing: string; missing?: { label: string }[]; why?: string; result?: Result }[];
  promises?: { label: string; quote: Quote }[];
}

interface Comparison {
  cities: { place: string; documents: Doc[] }[];
  subjects: { subject: string; label: string; cells: Cell[]; differs?: string[] }[];
}

interface Target {
  id: string;
  label: { zh: string };
  value?: { value: string };
  upper?: { value: string };
  said?: string;
  unit: string;
  operator: string;
  scope: string;
  by: string;
  clause?: string;
  quote: string;
}

interface City {
  doc: Doc;
  items: Target[];
}

const standings: Record<string, string> = { applies: '可以享受', on_terms: '满足条件可享受', may_apply: '还缺信息', fails: '不符合', promised: '有支持，没写金额', not_offered: '没有这方面的条款', elsewhere: '不适用', invalid: '输入有误' };

/** Cities side by side: what they offer, and what they set out to reach. */
export class Compare extends View {
  static override properties = { ...View.properties, docs: { state: true }, facts: { state: true }, values: { state: true }, cities: { state: true }, comparison: { state: true }, targets: { state: true }, tab: { state: true } };
  declare docs: Doc[];
  declare facts: Fact[];
  declare values: Record<string, string>;
  declare cities: string[];
  declare comparison: Comparison | undefined;
  declare targets: City[];
  declare tab: 'offers' | 'targets';
  private known: string[] = [];

  constructor() {
    super();
    this.docs = [];
    this.facts = [];
    this.values = {};
    this.cities = [];
    this.targets = [];
    this.tab = 'offers';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override load(): Promise<void> {
    return this.attempt(async () => {
      const [docs, rules, raw] = await Promise.all([documents(), allRules(), get<{ id: string; document: string; formula: { shape?: string; items?: Target[] } }[]>('/api/v1/rules')]);
      this.docs = docs;
      const shared = factsOf(rules).filter((f) => !f.id.includes('/'));
      this.facts = shared;
      this.targets = raw
        .filter((r) => r.id.endsWith('/targets') && (r.formula.items?.length ?? 0) > 0)
        .map((r) => ({ doc: docs.find((d) => d.id === r.document)!, items: r.formula.items! }))
        .filter((t) => t.doc !== undefined);
      await this.compare();
    });
  }

  private async compare(): Promise<void> {
    const c = await this.attempt(() => tool<Comparison>('compare', { facts: factValues(this.values), ...(this.cities.length > 0 ? { cities: this.cities } : {}) }), 'comparison');
    if (!c) return;
    this.comparison = c;
    if (this.cities.length === 0) this.known = c.cities.map((x) => x.place);
  }

  private choose(place: string, on: boolean): void {
    const now = this.cities.length > 0 ? this.cities : this.known;
    const next = on ? [...now, place] : now.filter((p) => p !== place);
    if (next.length === 0) return this.requestUpdate();
    this.cities = next.length === this.known.length ? [] : this.known.filter((p) => next.includes(p));
    void this.compare();
  }

  override render() {
    const on = (p: string): boolean => this.cities.length === 0 || this.cities.includes(p);
    return html`
      <header class="bar">
        <h1>城市对比</h1>
        <div role="group" aria-label="内容">
          <button type="button" aria-pressed=${this.tab === 'offers'} @click=${() => (this.tab = 'offers')}>支持政策</button>
          <button type="button" aria-pressed=${this.tab === 'targets'} @click=${() => (this.tab = 'targets')}>目标</button>
        </div>
        <fieldset class="places"><legend class="sr">城市</legend>${this.known.map((p) => html`<label class="inline"><input type="checkbox" .checked=${on(p)} @change=${(e: Event) => this.choose(p, (e.target as HTMLInputElement).checked)}> ${p}</label>`)}</fieldset>
        <span class="grow"></span>
        <button type="button" @click=${() => print()}>打印</button>
      </header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      ${this.tab === 'offers' ? this.offers() : this.aims(on)}
    `;
  }

  private offers() {
    const c = this.comparison;
    if (!c) return this.pending('正在比较…');
    const amounts = this.sums(c);
    return html`<div class="split narrow">
      <section class="pane pad noprint" aria-label="企业情况">
        <p class="note">填企业的情况，各市分别按自己的条文测算；公式不跨城市套用。</p>
        <cw-facts-form .facts=${this.facts} .values=${this.values} .names=${Object.fromEntries(this.docs.map((d) => [d.id, d.short_name ?? d.title]))} @cw-facts=${(e: CustomEvent<Record<string, string>>) => {
          this.values = e.detail;
          void this.compare();
        }}></cw-facts-form>
      </section>
      <section class="pane scroll" aria-label="对比表" tabindex="0">
        ${amounts.length > 0
          ? html`<div class="pad"><h2>写明金额的，最高一项（万元）</h2><cw-bars name="各市写明金额的最高一项，万元" .bars=${amounts}></cw-bars></div>`
          : nothing}
        <table class="grid">
          <caption class="sr">各市支持政策对比</caption>
          <thead><tr><th scope="col">项目</th>${c.cities.map((x) => html`<th scope="col">${x.place}</th>`)}</tr></thead>
          <tbody>${c.subjects.map((s) => html`<tr><th scope="row">${s.label}${(s.differs ?? []).length > 0 ? html`<details><summary>有何不同</summary>${s.differs!.map((d) => html`<p class="note">${d}</p>`)}</details>` : nothing}</th>${c.cities.map((city) => this.cell(s.cells.find((x) => x.place === city.place)))}</tr>`)}</tbody>
        </table>
      </section>
    </div>`;
  }

  private sums(c: Comparison): Bar[] {
    return c.cities
      .map((city) => {
        const all = c.subjects.flatMap((s) => s.cells.filter((x) => x.place === city.place).flatMap((x) => x.rules ?? []));
        const most = Math.max(0, ...all.filter((r) => r.standing !== 'fails').map((r) => Number(r.result?.amount?.yuan ?? 0)));
        return { label: city.place, value: most / 10_000, note: most > 0 ? money(String(most)) : '没写金额' };
      })
      .filter((_, __, list) => list.some((b) => b.value > 0));
  }

  private cell(cell: Cell | undefined) {
    if (!cell) return html`<td></td>`;
    return html`<td class=${cell.standing}>
      <p class="standing">${standings[cell.standing] ?? cell.standing}</p>
      ${(cell.rules ?? []).map((r) => html`<div class="offer"><p><b>${r.title}</b></p>
          ${r.result?.amount ? html`<p>${headline(r.result)}</p>` : nothing}
          ${r.why ? html`<p class="note">${r.why}</p>` : nothing}
          ${(r.missing ?? []).length > 0 ? html`<p class="note">还要知道：${r.missing!.map((m) => m.label).join('、')}</p>` : nothing}
          ${r.result?.quotes?.[0] ? html`<details><summary>原文</summary><blockquote>“${r.result.quotes[0].text}”<cite>${r.result.quotes[0].path ?? ''}</cite></blockquote></details>` : nothing}</div>`)}
      ${(cell.promises ?? []).map((p) => html`<div class="offer"><p>${p.label}</p><details><summary>原文</summary><blockquote>“${p.quote.text}”<cite>${p.quote.path ?? ''}</cite></blockquote></details></div>`)}
    </td>`;
  }

  private aims(on: (place: string) => boolean) {
    const cities = this.targets.filter((t) => on(t.doc.jurisdiction));
    const charts = new Map<string, { name: string; bars: Bar[] }>();
    for (const t of cities)
      for (const x of t.items) {
        if (!x.value) continue;
        const key = `${x.id} ${x.unit}`;
        const chart = charts.get(key) ?? { name: `${x.label.zh}（${x.unit}）`, bars: [] };
        chart.bars.push({ label: t.doc.jurisdiction.replace(/市$/, ''), value: Number(x.value.value), note: `${x.operator === '=' ? '' : x.operator}${x.value.value}${x.upper ? `~${x.upper.value}` : ''}` });
        charts.set(key, chart);
      }
    const shared = [...charts.values()].filter((c) => c.bars.length > 1);
    return html`
      ${shared.length > 0
        ? html`<div class="charts">${shared.map((c) => html`<figure class="pane pad"><figcaption>${c.name}</figcaption><cw-bars .name=${c.name} .bars=${c.bars} .height=${128}></cw-bars></figure>`)}</div>`
        : nothing}
      ${cities.map((t) => html`<section class="pane pad aims"><h2>${t.doc.jurisdiction}：《${t.doc.title}》</h2>
          <table class="grid"><caption class="sr">${t.doc.jurisdiction}的目标</caption><thead><tr><th scope="col">目标</th><th scope="col">数值</th><th scope="col">范围</th><th scope="col">时间</th><th scope="col">原文</th></tr></thead>
          <tbody>${t.items.map((x) => html`<tr><th scope="row">${x.label.zh}</th><td class="num">${x.operator === '=' ? '' : x.operator} ${x.value ? `${x.value.value}${x.upper ? `~${x.upper.value}` : ''}${x.unit}` : x.said}</td><td>${x.scope}</td><td>${x.by}</td>
            <td>“${x.quote}” <button type="button" class="small" @click=${() => goTo('documents', { id: t.doc.id, clause: x.clause ?? '' })}>看原文</button></td></tr>`)}</tbody></table></section>`)}
      <p class="note">目标是规划，不是补贴，也不是承诺；各市的统计口径和范围不同，图只把同名、同单位的放在一起。</p>
    `;
  }
}
customElements.define('cw-compare', Compare);
