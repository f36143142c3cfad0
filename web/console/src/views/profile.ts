import { html, nothing } from 'lit';
import { tool } from '../api';
import { documents } from '../library';
import '../parts/facts';
import { factValues } from '../parts/facts';
import { reportView, type Profile } from '../parts/report';
import { allRules, factsOf, type Fact } from '../rules';
import type { Doc } from '../types';
import { View } from '../view';

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
    void this.load();
  }

  protected override load(): Promise<void> {
    return this.attempt(async () => {
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
    const p = await this.attempt(() => tool<Profile>('profile', { facts: factValues(this.values), ...(this.place ? { city: this.place } : {}), all: true }), 'profile');
    if (p) this.profile = p;
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
          ${p ? reportView({ name: this.name, place: this.place, by: this.session.user ?? '', facts: this.facts, values: this.values, docs: this.docs, here, all: this.all }) : this.pending('正在测算…')}
        </section>
      </div>
    `;
  }
}
customElements.define('cw-profile', ProfileForm);
