import { html, nothing } from 'lit';
import { get, send } from '../api';
import { documents, reload, rowsOf } from '../library';
import '../parts/calculator';
import { marked } from '../parts/marked';
import { allRules, forgetRules } from '../rules';
import type { Amount, Doc, Row } from '../types';
import { here, reveal, say, stay, View } from '../view';
import { clauseName, grouped, money, outcomes } from '../words';
import { type Check, checkView } from '../parts/pack';

interface Parameter {
  name: string;
  label: { zh: string };
  value: string;
  unit?: string;
  quote: string;
  clause: string;
  start: number;
  end: number;
}

interface Rule {
  id: string;
  pack: string;
  document: string;
  clause?: string;
  title: { zh: string };
  outcome: string;
  formula: { shape?: string };
  parameters?: Parameter[];
  warn?: { zh: string }[];
  open?: { zh: string }[];
  readings?: { id: string; label: { zh: string } }[];
}

interface Gives {
  outcome: string;
  amount?: Amount;
  date?: string;
  value?: { number: string; unit?: string; operator?: string };
  readings?: { id: string; label: string; outcome?: string; amount?: Amount }[];
}

interface Sample {
  rule: string;
  title: { zh: string };
  line: number;
  inputs?: { id: string; label: { zh: string }; value: string }[];
  before: Gives;
  after: Gives;
  changed: boolean;
}

interface Outcome {
  ok: boolean;
  samples: Sample[];
  lines: { line: number; old: string; new: string }[];
  check: Check;
  version?: number;
  proposal?: number;
}

/** Rules beside their clauses, and a form for their figures. */
export class Rules extends View {
  static override properties = { ...View.properties, rules: { state: true }, docs: { state: true }, at: { state: true }, rows: { state: true }, filter: { state: true }, edits: { state: true }, outcome: { state: true }, recase: { state: true }, check: { state: true } };
  declare rules: Rule[];
  declare docs: Doc[];
  declare at: string;
  declare rows: Row[];
  declare filter: string;
  declare edits: Record<number, { value: string; quote: string }>;
  declare outcome: Outcome | undefined;
  /** The worked cases are to expect what the changed figures give. */
  declare recase: boolean;
  declare check: Check | undefined;

  constructor() {
    super();
    this.rules = [];
    this.docs = [];
    this.rows = [];
    this.filter = '';
    this.edits = {};
    this.recase = false;
    this.at = here().query.get('id') ?? '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override async load(): Promise<void> {
    const read = await this.attempt(() => Promise.all([get<Rule[]>('/api/v1/rules'), documents(), allRules()]), 'rules');
    if (!read) return;
    [this.rules, this.docs] = read;
    await this.choose(this.at || (this.rules.find((r) => (r.parameters?.length ?? 0) > 0)?.id ?? ''));
  }

  private get rule(): Rule | undefined {
    return this.rules.find((r) => r.id === this.at);
  }

  private async choose(id: string): Promise<void> {
    this.at = id;
    this.edits = {};
    this.recase = false;
    this.outcome = undefined;
    this.check = undefined;
    for (const late of ['outcome', 'check', 'rows']) this.overtake(late);
    stay('rules', { id });
    const rule = this.rule;
    if (!rule) return;
    const doc = this.docs.find((d) => d.id === rule.document);
    this.rows = this.rows.filter((r) => r.document === rule.document);
    const rows = await this.attempt(() => rowsOf(rule.document, doc?.version ?? 0), 'rows');
    if (!rows) return;
    this.rows = rows;
    void this.updateComplete.then(() => reveal(this.querySelector('.clause-of .current'), 'nearest'));
  }

  private edit(i: number, what: 'value' | 'quote', text: string): void {
    const p = this.rule!.parameters![i]!;
    this.edits = { ...this.edits, [i]: { value: p.value, quote: p.quote, ...this.edits[i], [what]: text.trim() } };
    this.outcome = undefined;
    this.recase = false;
    // What other figures come to is not what these come to.
    this.overtake('outcome');
  }

  private get body() {
    const rule = this.rule!;
    return {
      rule: rule.id,
      update_cases: this.recase,
      edits: Object.entries(this.edits).map(([i, e]) => ({ value: rule.parameters![Number(i)]!.value, quote: rule.parameters![Number(i)]!.quote, new_value: e.value, new_quote: e.quote })),
    };
  }

  private async preview(): Promise<void> {
    const rule = this.rule!;
    const turn = this.tries('outcome') + 1;
    const outcome = await this.attempt(() => send<Outcome>('POST', `/api/v1/packs/${encodeURIComponent(rule.pack)}/parameters`, { ...this.body, dry_run: true }), 'outcome');
    if (this.tries('outcome') === turn) this.outcome = outcome;
  }

  private async save(): Promise<void> {
    const rule = this.rule!;
    const note = this.querySelector<HTMLInputElement>('#rule-note')?.value ?? '';
    const done = await this.act(() => send<Outcome>('POST', `/api/v1/packs/${encodeURIComponent(rule.pack)}/parameters`, { ...this.body, note }));
    if (!done) return;
    say(done.proposal ? `已提交，第${done.proposal}号，等另一位同事核准` : `已生效，第${done.version}版`);
    reload();
    forgetRules();
    await this.load();
  }

  private async run(): Promise<void> {
    const rule = this.rule!;
    this.check = undefined;
    const check = await this.attempt(() => get<Check>(`/api/v1/packs/${encodeURIComponent(rule.pack)}/check`), 'check');
    if (check) this.check = check;
  }

  override render() {
    const want = this.filter.trim();
    const shown = this.rules.filter((r) => want === '' || r.title.zh.includes(want) || r.id.includes(want));
    const groups = new Map<string, Rule[]>();
    for (const r of shown) groups.set(r.document, [...(groups.get(r.document) ?? []), r]);
    return html`
      <header class="bar"><h1>规则</h1><label class="inline">找 <input type="search" .value=${this.filter} placeholder="名称" @input=${(e: Event) => (this.filter = (e.target as HTMLInputElement).value)}></label></header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div class="talks rules">
        <section class="pane scroll" aria-label="规则列表" tabindex="0">${[...groups].map(([document, rules]) => html`<h2 class="group">${this.docs.find((d) => d.id === document)?.short_name ?? document}</h2><ul class="plain">${rules.map((r) => html`<li><button type="button" class="entry" aria-current=${r.id === this.at ? 'true' : nothing} @click=${() => void this.choose(r.id)}>${r.title.zh}</button></li>`)}</ul>`)}</section>
        ${this.rule ? this.sides(this.rule) : html`<div class="pane">${this.rules.length > 0 ? html`<p class="empty">从列表里选一条规则。</p>` : this.pending()}</div>`}
      </div>
    `;
  }

  private sides(rule: Rule) {
    const at = this.rows.findIndex((r) => r.clause === rule.clause);
    const parameters = rule.parameters ?? [];
    const near = at < 0 ? this.rows.slice(0, 0) : this.rows.filter((r, i) => Math.abs(i - at) < 2 || r.clause.startsWith(`${rule.clause}/`) || parameters.some((p) => p.clause === r.clause));
    const figures = parameters.map((p) => ({ kind: 'amount', role: 'grant', start: p.start, end: p.end }));
    const changed = Object.keys(this.edits).length > 0;
    return html`
      <section class="pane scroll clause-of" aria-label="条文" tabindex="0">
        <div class="pad"><h2>条文</h2><p class="of">《${this.docs.find((d) => d.id === rule.document)?.title}》 <a href=${`#/documents?id=${encodeURIComponent(rule.document)}&clause=${encodeURIComponent(rule.clause ?? '')}`}>${clauseName(this.rows[at]?.number, rule.clause ?? '全文')}</a></p></div>
        <div class="rows">${near.map((r) => html`<div class=${`row ${r.clause === rule.clause ? 'current' : 'near'}`}>${marked(r.text.trimEnd(), r.start, figures, [], r.refers, r.document)}</div>`)}</div>
      </section>
      <section class="pane scroll pad" aria-label="规则" tabindex="0">
        <h2>${rule.title.zh}</h2>
        <p class="note">${rule.id}　算法 ${rule.formula.shape ?? ''}</p>
        ${parameters.length === 0
          ? html`<p class="empty">这条规则没有数字参数。</p>`
          : html`<form @submit=${(e: Event) => {
              e.preventDefault();
              void this.preview();
            }}><table class="grid"><caption class="sr">参数及其引文</caption><thead><tr><th scope="col">参数</th><th scope="col">数值</th><th scope="col">写着它的原文</th></tr></thead><tbody>
            ${parameters.map((p, i) => html`<tr class=${this.edits[i] ? 'chosen' : ''}><th scope="row">${p.label.zh}${p.unit ? html`<br><span class="soft">${grouped(p.value)}${p.unit}</span>` : nothing}</th>
              <td>${this.may('proposals.create') ? html`<input size="9" aria-label=${`${p.label.zh} 的数值`} .value=${this.edits[i]?.value ?? p.value} @input=${(e: Event) => this.edit(i, 'value', (e.target as HTMLInputElement).value)}>` : p.value}</td>
              <td>${this.may('proposals.create') ? html`<input class="wide" aria-label=${`${p.label.zh} 的引文`} .value=${this.edits[i]?.quote ?? p.quote} @input=${(e: Event) => this.edit(i, 'quote', (e.target as HTMLInputElement).value)}>` : html`“${p.quote}”`}</td></tr>`)}</tbody></table>
            ${this.may('proposals.create')
              ? html`<p class="note">数值必须与引文里写的一致，引文必须在条文里；不一致的存不进去。</p>
                  <p class="actions"><button ?disabled=${!changed || this.acting()}>看会怎样</button>${this.outcome?.ok ? html`<label class="sr" for="rule-note">说明</label><input id="rule-note" maxlength="300" placeholder="为什么改"><button type="button" class="primary" ?disabled=${this.acting()} @click=${() => void this.save()}>保存</button>` : nothing}</p>`
              : nothing}</form>`}
        ${this.outcome
          ? html`<div class="explanation" role="region" aria-label="会怎样" aria-live="polite">${this.outcome.lines.map((l) => html`<p class="note">rules.yaml 第${l.line}行</p><p><del>${l.old}</del></p><p><ins>${l.new}</ins></p>`)}${this.samples(this.outcome)}${checkView(this.outcome.check, this.outcome.ok)}</div>`
          : nothing}
        <p class="actions"><button type="button" @click=${() => void this.run()}>运行这个政策包的算例</button></p>
        ${this.check ? checkView(this.check) : nothing}
        ${(rule.warn ?? []).map((w) => html`<p class="note">${w.zh}</p>`)}${(rule.open ?? []).map((w) => html`<p class="note">没有写明：${w.zh}</p>`)}
        <h3 class="group">试算</h3><cw-calculator .session=${this.session} .rules=${[rule.id]} .filled=${{}}></cw-calculator>
      </section>`;
  }

  /** What worked cases give now, and would. */
  private samples(o: Outcome) {
    const moved = o.samples.filter((s) => s.changed);
    const shown = moved.length > 0 ? moved : o.samples.slice(0, 3);
    if (o.samples.length === 0) return html`<p class="note">这条规则没有算例，看不出改后的结果。</p>`;
    return html`
      <div class="scroll-x"><table class="grid samples"><caption>${moved.length > 0 ? `${moved.length}个算例的结果会变${o.samples.length > moved.length ? `，另外${o.samples.length - moved.length}个不变` : ''}` : `${o.samples.length}个算例的结果都不变`}</caption>
        <thead><tr><th scope="col">例</th><th scope="col">现在</th><th scope="col">改后</th></tr></thead>
        <tbody>${shown.map((s) => html`<tr class=${s.changed ? 'chosen' : ''}><th scope="row">${s.rule === this.at ? nothing : html`<span class="soft">${s.title.zh}</span><br>`}${(s.inputs ?? []).map((x) => `${x.label.zh} ${x.value}`).join('，') || '没有输入'}</th><td class="num">${gives(s.before)}</td><td class="num">${gives(s.after)}</td></tr>`)}</tbody></table></div>
      ${moved.length > 0 && this.may('proposals.create')
        ? html`<p><label><input type="checkbox" .checked=${this.recase} @change=${(e: Event) => {
            this.recase = (e.target as HTMLInputElement).checked;
            void this.preview();
          }}> 这些结果我已核对：算例按“改后”一列更新</label></p>`
        : nothing}`;
  }
}

/** A result in one cell, its other readings below it. */
function gives(g: Gives) {
  const main = g.amount ? `${g.outcome === 'up_to' ? '最高' : ''}${money(g.amount.yuan)}` : g.date ? g.date : g.value ? `${g.value.operator ?? ''}${grouped(g.value.number)}${g.value.unit ?? ''}` : '';
  return html`${main === '' || (g.outcome !== 'amount' && g.outcome !== 'up_to' && g.outcome !== 'date' && g.outcome !== 'value') ? (outcomes[g.outcome] ?? g.outcome) : main}${(g.readings ?? []).map((r) => html`<br><small>${r.label} ${r.amount ? money(r.amount.yuan) : (outcomes[r.outcome ?? ''] ?? '')}</small>`)}`;
}
customElements.define('cw-rules', Rules);
