import { html, nothing, type PropertyValues } from 'lit';
import { send, tool, wordsOf } from '../api';
import type { ListedCondition, ListedInput, ListedRule, Result } from '../types';
import { copy, View } from '../view';
import './curve';
import { resultText, resultView } from './result';

/** The calculator of a clause: a form for its rules, worked out at each change
 * by the service. */
export class Calculator extends View {
  static override properties = { ...View.properties, rules: { attribute: false }, filled: { attribute: false }, listed: { state: true }, values: { state: true }, result: { state: true }, chosen: { state: true } };
  /** The ids of the rules to offer, the first being shown. */
  declare rules: readonly string[];
  /** What is known already, by rule. */
  declare filled: Record<string, Record<string, unknown>>;
  declare listed: ListedRule | undefined;
  declare values: Record<string, string>;
  declare result: Result | undefined;
  declare chosen: string;
  private readonly known = new Map<string, ListedRule>();
  private timer = 0;
  private asked = 0;
  private touched = false;

  constructor() {
    super();
    this.rules = [];
    this.filled = {};
    this.values = {};
    this.chosen = '';
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('rules') && String(changed.get('rules') ?? '') !== String(this.rules)) {
      this.touched = false;
      this.chosen = this.rules.find((r) => this.filled[r] !== undefined) ?? this.rules[0] ?? '';
      void this.load();
    } else if (changed.has('filled') && !this.touched && this.chosen !== '') this.begin();
  }

  protected override async load(): Promise<void> {
    const id = this.chosen;
    this.result = undefined;
    if (id === '') {
      this.listed = undefined;
      return;
    }
    try {
      if (!this.known.has(id)) {
        const list = await tool<{ rules: ListedRule[] }>('list_rules', { rule: id });
        if (list.rules[0]) this.known.set(id, list.rules[0]);
      }
    } catch (e) {
      this.error = wordsOf(e);
      return;
    }
    if (this.chosen !== id) return;
    this.listed = this.known.get(id);
    this.begin();
  }

  /** Starts with what is known. */
  private begin(): void {
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.filled[this.chosen] ?? {})) values[name] = value === true ? 'yes' : value === false ? 'no' : String(value);
    this.values = values;
    void this.work();
  }

  private set(name: string, value: string): void {
    this.touched = true;
    this.values = { ...this.values, [name]: value };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.work(), 150) as unknown as number;
  }

  private get inputs(): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(this.values)) if (value !== '') out[name] = value === 'yes' ? true : value === 'no' ? false : value;
    return out;
  }

  private async work(): Promise<void> {
    const turn = ++this.asked;
    this.error = '';
    try {
      const r = await send<Result>('POST', '/api/v1/calculate', { rule: this.chosen, inputs: this.inputs });
      if (turn === this.asked) this.result = r;
    } catch (e) {
      if (turn === this.asked) this.error = wordsOf(e);
    }
  }

  /** Puts the cursor into the first field. */
  enter(): void {
    this.querySelector<HTMLElement>('input, select')?.focus();
  }

  private inputField(i: ListedInput) {
    const id = `in-${i.id}`;
    const value = this.values[i.id] ?? '';
    const on = (e: Event) => this.set(i.id, (e.target as HTMLInputElement).value);
    const field =
      i.type === 'bool'
        ? html`<select id=${id} @change=${on}>${yesNo(value)}</select>`
        : i.options && i.options.length > 0
          ? html`<select id=${id} @change=${on}><option value="" ?selected=${value === ''}>请选择</option>${i.options.map((o) => html`<option value=${o.value} ?selected=${o.value === value}>${o.label}</option>`)}</select>`
          : html`<span class="with-unit"><input id=${id} .value=${value} @input=${on} autocomplete="off" placeholder=${i.type === 'money' ? '如 85万' : i.type === 'date' ? '如 2026-01-31' : ''}>${i.unit ? html`<span class="unit">${i.unit}</span>` : nothing}</span>`;
    return html`<div class="field"><label for=${id} title=${i.ask ?? ''}>${i.label}${i.optional ? html`<small>（可不填）</small>` : nothing}</label>${field}</div>`;
  }

  private conditionField(c: ListedCondition) {
    const id = `co-${c.id}`;
    return html`<div class="field"><label for=${id} title=${c.quote ? `“${c.quote}”` : ''}>${c.label}</label>
      <select id=${id} @change=${(e: Event) => this.set(c.id, (e.target as HTMLSelectElement).value)}>${yesNo(this.values[c.id] ?? '')}</select></div>`;
  }

  override render() {
    const rule = this.listed;
    if (this.rules.length === 0) return html`<p class="empty">这一条没有可测算的规则。</p>`;
    return html`
      ${this.rules.length > 1
        ? html`<div class="field"><label for="which-rule">规则</label><select id="which-rule" @change=${(e: Event) => {
            this.chosen = (e.target as HTMLSelectElement).value;
            this.touched = false;
            void this.load();
          }}>${this.rules.map((r) => html`<option value=${r} ?selected=${r === this.chosen}>${this.known.get(r)?.title ?? this.titles[r] ?? r}</option>`)}</select></div>`
        : rule
          ? html`<h3>${rule.title}</h3>`
          : nothing}
      ${rule
        ? html`<form class="fields" @submit=${(e: Event) => e.preventDefault()}>
            ${(rule.inputs ?? []).map((i) => this.inputField(i))}
            ${(rule.conditions ?? []).filter((c) => c.ask).map((c) => this.conditionField(c))}
          </form>`
        : nothing}
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div aria-live="polite">${this.result ? resultView(this.result) : nothing}</div>
      ${this.result?.amount && rule
        ? html`<cw-curve .rule=${this.chosen} .inputs=${this.inputs}></cw-curve>
            <p><button type="button" @click=${() => void copy(resultText(this.result!), '测算结果已复制')}>复制测算结果</button></p>`
        : nothing}
    `;
  }

  /** Titles by id, where the list knows them already. */
  titles: Record<string, string> = {};
}
customElements.define('cw-calculator', Calculator);

const yesNo = (value: string) => html`
  <option value="" ?selected=${value === ''}>未确认</option>
  <option value="yes" ?selected=${value === 'yes' || value === 'true'}>是</option>
  <option value="no" ?selected=${value === 'no' || value === 'false'}>否</option>
`;
