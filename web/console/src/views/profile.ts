import { html, nothing } from 'lit';
import { tool } from '../api';
import { documents } from '../library';
import '../parts/facts';
import { factValues } from '../parts/facts';
import { headline } from '../parts/result';
import { allRules, factsOf, type Fact } from '../rules';
import type { Amount, Doc, Note, Result } from '../types';
import { View } from '../view';
import { fen, grouped, money, states, yuan } from '../words';

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

interface Profile {
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

/** One enterprise against all rules, and a report to hand over. */
export class ProfileForm extends View {
  static override properties = { ...View.properties, name: { state: true }, place: { state: true }, values: { state: true }, facts: { state: true }, profile: { state: true }, docs: { state: true }, all: { state: true } };
  declare name: string;
  declare place: string;
  declare values: Record<string, string>;
  declare facts: Fact[];
  declare profile: Profile | undefined;
  declare docs: Doc[];
  declare all: boolean;
  private turn = 0;

  constructor() {
    super();
    this.name = '';
    this.place = '';
    this.values = {};
    this.facts = [];
    this.docs = [];
    this.all = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      const [docs, rules] = await Promise.all([documents(), allRules()]);
      this.docs = docs;
      this.facts = factsOf(rules);
      // Where most is granted is where most who ask are.
      const weight = (p: string): number => rules.filter((r) => r.outcome === 'amount' && docs.some((d) => d.id === r.document && d.jurisdiction === p)).length;
      this.place = this.places().sort((a, b) => weight(b) - weight(a))[0] ?? '';
      await this.weigh();
    });
  }

  private places(): string[] {
    return [...new Set(this.docs.map((d) => d.jurisdiction).filter((p) => p.endsWith('市')))].sort((a, b) => a.localeCompare(b, 'zh'));
  }

  private async weigh(): Promise<void> {
    const turn = ++this.turn;
    const p = await this.attempt(() => tool<Profile>('profile', { facts: factValues(this.values), ...(this.place ? { city: this.place } : {}), all: true }));
    if (p && turn === this.turn) this.profile = p;
  }

  override render() {
    const p = this.profile;
    const here = p?.documents.filter((d) => d.here) ?? [];
    const ids = new Set(here.map((d) => d.id));
    const facts = this.facts.filter((f) => f.rules.some((r) => ids.has(r.document)));
    return html`
      <header class="bar noprint">
        <h1>企业画像</h1>
        <label class="inline">企业 <input .value=${this.name} maxlength="60" placeholder="名称（只印在报告上）" @input=${(e: Event) => (this.name = (e.target as HTMLInputElement).value)}></label>
        <label class="inline">所在地 <select @change=${(e: Event) => {
          this.place = (e.target as HTMLSelectElement).value;
          void this.weigh();
        }}>${this.places().map((x) => html`<option ?selected=${x === this.place}>${x}</option>`)}</select></label>
        <label class="inline"><input type="checkbox" .checked=${this.all} @change=${(e: Event) => (this.all = (e.target as HTMLInputElement).checked)}> 连没有用到的规则也列出</label>
        <span class="grow"></span>
        <button type="button" @click=${() => {
          this.values = {};
          this.name = '';
          void this.weigh();
        }}>重新填写</button>
        <button type="button" class="primary" @click=${() => print()}>打印报告</button>
      </header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div class="split">
        <section class="pane pad noprint" aria-label="企业情况">
          <cw-facts-form .facts=${facts} .values=${this.values} .names=${Object.fromEntries(this.docs.map((d) => [d.id, d.short_name ?? d.title]))} .asked=${(p?.asks ?? []).slice(0, 4).map((a) => a.fact)}
            @cw-facts=${(e: CustomEvent<Record<string, string>>) => {
              this.values = e.detail;
              void this.weigh();
            }}></cw-facts-form>
        </section>
        <section class="pane pad report" aria-label="测算报告" aria-busy=${this.busy}>
          ${p ? this.report(here) : html`<p class="empty">正在测算…</p>`}
        </section>
      </div>
    `;
  }

  private report(here: Profile['documents']) {
    const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
    const told = this.facts.filter((f) => this.values[f.id]);
    const documents = here.map((d) => ({ ...d, rules: d.rules.filter((r) => this.all || r.touched) })).filter((d) => d.rules.length > 0);
    return html`
      <h2 class="report-title">政策测算报告</h2>
      <p class="report-head">${this.name ? html`<b>${this.name}</b>　` : nothing}${this.place}　测算日期 ${day}</p>
      ${told.length > 0
        ? html`<table class="told"><caption class="sr">企业情况</caption><tbody>${told.map((f) => html`<tr><th scope="row">${f.label}</th><td>${said(f, this.values[f.id]!)}</td></tr>`)}</tbody></table>`
        : html`<p class="empty noprint">在左边填企业的情况，用得上的规则会列在这里。</p>`}
      ${documents.map((d) => this.document(d))}
      ${told.length > 0
        ? html`<p class="note foot">本报告由条款通按所列文件逐条测算，金额以主管部门审核为准。“满足条件可享受”的金额以所列待确认条件全部成立为前提。</p>`
        : nothing}
    `;
  }

  private document(d: Profile['documents'][number]) {
    const touched = d.rules.some((r) => r.touched);
    return html`<section class="doc">
      <h3>《${d.title}》</h3>
      ${(d.notes ?? []).map((n) => html`<p class=${`notice ${n.kind}`}>${n.text}</p>`)}
      ${d.best && touched ? this.best(d.best, new Set(d.rules.filter((r) => r.touched).map((r) => r.rule))) : nothing}
      ${[...d.rules].sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing)).map((r) => this.rule(r))}
    </section>`;
  }

  /** What the facts give together, apart from what might come beside it. */
  private best(best: NonNullable<Profile['documents'][number]['best']>, touched: ReadonlySet<string>) {
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

  private rule(r: ProfileRule) {
    const x = r.result;
    const main = x?.quotes?.[0];
    return html`<article class=${`claim ${r.standing}`}>
      <header><b>${r.title}</b><span class="standing">${standings[r.standing] ?? r.standing}</span><span class="amount">${x && (x.amount || x.outcome === 'eligible') ? headline(x) : nothing}</span></header>
      ${r.why ? html`<p>${r.why}</p>` : nothing}
      ${(x?.steps ?? []).length > 0 && r.touched ? html`<p class="num note">${x!.steps!.map((s) => `${s.label}：${s.expression.replace(/\d+(\.\d+)?/g, grouped)} = ${grouped(s.value)}${s.unit ?? ''}`).join('；')}</p>` : nothing}
      ${r.touched ? html`<ul class="conditions">${(x?.conditions ?? []).map((c) => html`<li class=${c.state}><span class="state">${states[c.state]}</span>${c.label}</li>`)}</ul>` : nothing}
      ${(r.missing ?? []).length > 0 ? html`<p class="missing">还要知道：${r.missing!.map((m) => m.label).join('、')}</p>` : nothing}
      ${main && r.touched ? html`<blockquote>“${main.text}”<cite>${main.path ?? main.clause}</cite></blockquote>` : nothing}
      ${r.touched ? (x?.notes ?? []).filter((n) => n.kind === 'warn' || n.kind === 'open').map((n) => html`<p class="note">${n.text}</p>`) : nothing}
    </article>`;
  }
}
customElements.define('cw-profile', ProfileForm);

function said(f: Fact, value: string): string {
  if (f.type === 'bool') return value === 'yes' ? '是' : '否';
  return (f.options?.find((o) => o.value === value)?.label ?? value) + (f.unit && /^[\d.,]+$/.test(value) ? f.unit : '');
}
