import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Fact } from '../rules';
import { View } from '../view';

/** A form of facts about an enterprise. It tells its values with cw-facts. */
export class FactsForm extends View {
  static override properties = { ...View.properties, facts: { attribute: false }, values: { attribute: false }, filter: { state: true }, names: { attribute: false }, asked: { attribute: false } };
  declare facts: readonly Fact[];
  declare values: Record<string, string>;
  declare filter: string;
  /** Names of documents by id. */
  declare names: Record<string, string>;
  /** Facts that would settle most, to be shown first. */
  declare asked: readonly string[];
  /** The fact that is being written, and whether it stands among the first: it
   * stays where it is until its field is left, whatever else is settled. */
  private writing: { id: string; first: boolean } | undefined;

  constructor() {
    super();
    this.facts = [];
    this.values = {};
    this.filter = '';
    this.names = {};
    this.asked = [];
  }

  private set(id: string, value: string): void {
    const values = { ...this.values, [id]: value };
    if (value === '') delete values[id];
    this.values = values;
    this.dispatchEvent(new CustomEvent('cw-facts', { detail: values, bubbles: true }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('focusin', this.entered);
    this.addEventListener('focusout', this.left);
  }

  private readonly entered = (e: FocusEvent): void => {
    const id = (e.target as Element).id;
    this.writing = id === 'fact-filter' ? undefined : { id: id.replace(/^fact-/, ''), first: (e.target as Element).closest('.asked') !== null };
  };

  private readonly left = (): void => {
    this.writing = undefined;
    this.requestUpdate();
  };

  private field(f: Fact) {
    const id = `fact-${f.id}`;
    const value = this.values[f.id] ?? '';
    const on = (e: Event) => this.set(f.id, (e.target as HTMLInputElement).value.trim());
    const field =
      f.type === 'bool'
        ? html`<select id=${id} @change=${on}><option value="">未确认</option><option value="yes" ?selected=${value === 'yes'}>是</option><option value="no" ?selected=${value === 'no'}>否</option></select>`
        : f.options
          ? html`<select id=${id} @change=${on}><option value="">未填</option>${f.options.map((o) => html`<option value=${o.value} ?selected=${o.value === value}>${o.label}</option>`)}</select>`
          : html`<span class="with-unit"><input id=${id} .value=${value} @change=${on} autocomplete="off" placeholder=${f.type === 'money' ? '如 85万' : f.type === 'date' ? '如 2026-01-31' : ''}>${f.unit ? html`<span class="unit">${f.unit}</span>` : nothing}</span>`;
    return html`<div class="fact"><label for=${id} title=${f.rules.map((r) => r.title).join('、')}>${f.label}</label>${field}</div>`;
  }

  /** A field keeps to its fact, with what is written in it. */
  private fields(facts: readonly Fact[]) {
    return repeat(facts, (f) => f.id, (f) => this.field(f));
  }

  override render() {
    const want = this.filter.trim();
    const match = (f: Fact): boolean => want === '' || [f.label, f.ask ?? '', ...f.rules.map((r) => r.title)].some((t) => t.includes(want));
    const shown = this.facts.filter(match);
    const held = this.writing;
    const asked = held ? this.asked.filter((id) => id !== held.id || held.first) : this.asked;
    const first = (held?.first && !asked.includes(held.id) ? [held.id, ...asked] : asked).map((id) => shown.find((f) => f.id === id)).filter((f) => f !== undefined);
    const shared: Fact[] = [];
    // By document, then by rule.
    const groups = new Map<string, Map<string, Fact[]>>();
    for (const f of shown) {
      if (first.includes(f)) continue;
      if (f.rules.length > 1) {
        shared.push(f);
        continue;
      }
      const { document, title } = f.rules[0]!;
      const group = groups.get(document) ?? new Map<string, Fact[]>();
      group.set(title, [...(group.get(title) ?? []), f]);
      groups.set(document, group);
    }
    return html`
      <div class="field"><label for="fact-filter">找一项</label><input id="fact-filter" type="search" .value=${this.filter} placeholder="如 海外仓" @input=${(e: Event) => (this.filter = (e.target as HTMLInputElement).value)}></div>
      ${first.length > 0 ? html`<div class="asked" role="group" aria-labelledby="asked"><p id="asked">再填这些，能定下更多</p>${this.fields(first)}</div>` : nothing}
      ${shared.length > 0 ? html`<details open><summary>几条规则都要用到的</summary>${this.fields(shared)}</details>` : nothing}
      ${repeat(
        groups,
        ([document]) => document,
        ([document, rules]) => html`<details ?open=${want !== '' || groups.size < 3 || [...rules.values()].flat().some((f) => this.values[f.id])}><summary>${this.names[document] ?? document}</summary>
          ${repeat(rules, ([title]) => title, ([title, facts]) => html`<p class="of-rule">${title}</p>${this.fields(facts)}`)}</details>`,
      )}
      ${shown.length === 0 && want !== '' ? html`<p class="empty">没有这样的项。</p>` : nothing}
    `;
  }
}
customElements.define('cw-facts-form', FactsForm);

/** Facts as the tools take them. */
export function factValues(values: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([id, v]) => [id, v === 'yes' ? true : v === 'no' ? false : v]));
}
