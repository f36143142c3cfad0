import { html, LitElement, nothing, svg, unsafeCSS, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { Refusal, type Api } from './api';
import { axis, capped, hasMore, heightAt, outline, reach, sliderStep, decimal, type Curve, type Point, type XY } from './curve';
import { inWan, money, withUnit } from './figures';
import type { Result } from './protocol';
import { stringsOf, type Language, type Strings } from './strings';
import base from './styles/base.css?inline';
import styles from './styles/curve.css?inline';

/** The room around the drawing, in pixels; its width is the page's. */
const box = { height: 232, left: 56, right: 14, top: 26, bottom: 30 };

/** So long after the last move of a slider the service is asked. */
const rest = 120;

/** What is asked of the service for a result: its inputs, and what it knows of
 * the conditions. */
export function given(r: Result): Record<string, string | boolean> {
  const inputs: Record<string, string | boolean> = { ...r.inputs };
  for (const c of r.conditions ?? []) {
    if (c.state !== 'unconfirmed' && inputs[c.id] === undefined) inputs[c.id] = c.state === 'met';
  }
  return inputs;
}

/** The amount of a rule over one of its inputs: where the user stands, the
 * next step, the cap, and sliders to try other values. The chart is drawn by
 * hand: its pieces are few and exact, it has to print, follow the theme and be
 * read out, and charting libraries sample points onto a canvas. */
export class ClausewiseCurve extends LitElement {
  static override styles = [unsafeCSS(base), unsafeCSS(styles)];
  static override properties = {
    result: { attribute: false },
    asOf: { attribute: false },
    language: { attribute: false },
    curve: { state: true },
    trial: { state: true },
    tried: { state: true },
    whole: { state: true },
    values: { state: true },
    trouble: { state: true },
    width: { state: true },
  };

  api!: Api;
  declare result: Result;
  declare asOf: string;
  declare language: Language;
  /** As first drawn, with the user's own value; trials leave it alone. */
  declare private curve: Curve | undefined;
  /** The value under the slider, and what the service says it gives. */
  declare private trial: number | undefined;
  declare private tried: Point | undefined;
  declare private whole: boolean;
  declare private values: Record<string, string | boolean>;
  declare private trouble: string;
  declare private width: number;
  private sizes: ResizeObserver | undefined;

  /** Kept once what is to be drawn is drawn, or is known not to be. */
  settled: Promise<void> = Promise.resolve();

  private drawn: Result | undefined;
  /** What is on its way: a chart, and the amount of a value that is tried. */
  private charting: AbortController | undefined;
  private telling: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.asOf = '';
    this.language = 'zh-Hans';
    this.whole = false;
    this.values = {};
    this.trouble = '';
    this.width = 560;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0) this.width = width;
    });
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes?.disconnect();
    this.hush();
    this.charting?.abort();
  }

  protected override willUpdate(): void {
    if (this.drawn === this.result) return;
    this.drawn = this.result;
    this.values = given(this.result);
    this.curve = this.trial = this.tried = undefined;
    this.settled = this.draw('').then(async () => void (await this.updateComplete));
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('curve')) this.toggleAttribute('drawn', this.curve?.segments !== undefined);
  }

  private get strings(): Strings {
    return stringsOf(this.language);
  }

  private ask(inputs: Record<string, string | boolean>, input: string, signal: AbortSignal): Promise<Curve> {
    const request = { rule: this.result.rule, inputs, language: this.language, as_of: this.asOf, ...(input ? { input } : {}) };
    return this.api.curve(request, signal);
  }

  /** Draws the curve anew, over another input or with other values. */
  private async draw(input: string): Promise<void> {
    this.hush();
    this.charting?.abort();
    this.charting = new AbortController();
    try {
      const curve = await this.ask(this.values, input, this.charting.signal);
      this.trouble = curve.problems?.[0]?.text ?? ((curve.segments ?? []).length === 0 ? this.strings.notDrawn : '');
      if ((curve.segments ?? []).length > 0) {
        this.curve = curve;
        this.trial = this.tried = undefined;
        this.whole = false;
      }
    } catch (error) {
      this.failed(error);
    }
  }

  /** Asks what a value gives; the amount is never worked out here. */
  private readonly tell = (value: string): void => {
    this.hush();
    this.timer = setTimeout(() => void this.look(value), rest);
  };

  /** What was tried before is not told any more: it would move the slider back. */
  private hush(): void {
    clearTimeout(this.timer);
    this.telling?.abort();
  }

  private async look(value: string): Promise<void> {
    const c = this.curve!;
    this.telling = new AbortController();
    try {
      const answer = await this.ask({ ...this.values, [c.input]: value }, c.input, this.telling.signal);
      this.trouble = answer.problems?.[0]?.text ?? '';
      this.tried = answer.here;
      if (answer.here) this.trial = Number(answer.here.at);
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    // A rule whose amount does not vary has no chart, and that is no trouble.
    this.trouble = error instanceof Refusal ? (this.curve ? error.message : '') : this.curve ? this.strings.noLine : '';
  }

  private readonly slid = (event: Event): void => {
    const value = (event.target as HTMLInputElement).value;
    this.trial = Number(value);
    this.tried = undefined;
    this.tell(value);
  };

  private readonly typed = (event: Event): void => {
    const value = (event.target as HTMLInputElement).value.trim();
    if (value !== '') this.tell(value);
  };

  private readonly changed = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    this.values = { ...this.values, [field.name]: field.value.trim() };
    void this.draw(this.curve!.input);
  };

  private readonly turned = (event: Event): void => {
    void this.draw((event.target as HTMLSelectElement).value);
  };

  private readonly back = (): void => {
    this.values = given(this.result);
    void this.draw(this.curve!.input);
  };

  protected override render(): TemplateResult | typeof nothing {
    const c = this.curve;
    if (!c?.segments) return nothing;
    const s = this.strings;
    const most = reach(c, this.whole);
    return html`
      <figure lang=${this.language}>
        <figcaption>
          <h4>${s.curve(c.label)}</h4>
          ${hasMore(c)
            ? html`<button class="quiet" type="button" aria-pressed=${this.whole ? 'true' : 'false'} @click=${() => (this.whole = !this.whole)}>${s.toCap}</button>`
            : nothing}
        </figcaption>
        ${this.drawing(c, most)} ${this.legend(c)} ${this.facts(c)} ${this.controls(c, most)}
      </figure>
    `;
  }

  /** The chart as a still picture for paper, without what one moves; undefined
   * where nothing is drawn. */
  still(): HTMLElement | undefined {
    const parts = [...this.renderRoot.querySelectorAll('h4:first-of-type, svg, .legend, .points')].filter((e) => !e.closest('.try'));
    if (!this.curve || parts.length === 0) return undefined;
    const figure = document.createElement('figure');
    figure.append(...parts.map((e) => e.cloneNode(true)));
    const host = document.createElement('div');
    host.className = 'chart';
    host.toggleAttribute('drawn', true);
    host.append(figure);
    return host;
  }

  private drawing(c: Curve, most: number): SVGTemplateResult | TemplateResult {
    const s = this.strings;
    const lines = [c.segments!, ...(c.readings ?? []).map((r) => r.segments)].map((g) => outline(g, most));
    const width = this.width;
    const top = Math.max(...lines.flat().map(([, y]) => y), Number(c.here?.next?.amount.yuan ?? 0), 1) * 1.06;
    const x = (v: number): number => round(box.left + (v / most) * (width - box.left - box.right));
    const y = (v: number): number => round(box.height - box.bottom - (v / top) * (box.height - box.top - box.bottom));
    const path = (line: XY[]): string => line.map(([a, b], i) => `${i ? 'L' : 'M'}${x(a)} ${y(b)}`).join('');
    const cap = Number(c.most?.yuan ?? Infinity);
    const money = (v: string): string => inWan(v, this.language) ?? v;
    const here = this.dot(c.here);
    const next = this.dot(c.here?.next);
    const close = here && next && x(next[0]) - x(here[0]) < 96;
    const label = (at: number, high: number, text: string, anchor?: 'start' | 'end'): SVGTemplateResult => labelled(at, high, text, width, anchor);
    const trial = this.trial === undefined ? undefined : ([this.trial, this.tried ? Number(this.tried.amount.yuan) : heightAt(c.segments!, this.trial)] as const);
    return html`
      <svg viewBox="0 0 ${width} ${box.height}" height=${box.height} role="img" aria-label=${this.summary(c)}>
        ${axis(top, 4).map(({ at, text }) => svg`<g class="grid"><path d="M${box.left} ${y(at)}H${width - box.right}"/><text x=${box.left - 8} y=${y(at) + 4} text-anchor="end">${money(text)}</text></g>`)}
        ${axis(most, width < 420 ? 3 : 6).map(({ at, text }) => svg`<text class="tick" x=${x(at)} y=${box.height - box.bottom + 20} text-anchor="middle">${money(text)}</text>`)}
        ${cap <= top && capped(c) ? svg`<g class="cap"><path d="M${box.left} ${y(cap)}H${width - box.right}"/><text x=${width - box.right} y=${y(cap) - 7} text-anchor="end">${s.capAt(this.yuan(c.most!.yuan))}</text></g>` : nothing}
        ${lines.slice(1).map((line) => svg`<path class="other" d=${path(line)} />`)}
        <path class="line" d=${path(lines[0]!)} />
        ${here ? svg`<g class="here"><path d="M${x(here[0])} ${y(0)}V${y(here[1])}"/><circle cx=${x(here[0])} cy=${y(here[1])} r="6"/>${close && x(here[0]) - box.left > 70 ? label(x(here[0]) - 6, y(here[1]) - 13, s.youAreHere, 'end') : label(x(here[0]), y(here[1]) - 13, s.youAreHere)}</g>` : nothing}
        ${next && next[0] <= most && !(here && x(next[0]) - x(here[0]) < 16) ? svg`<g class="next"><circle cx=${x(next[0])} cy=${y(next[1])} r="5"/>${close ? label(x(next[0]) + 6, y(next[1]) + 20, s.nextStep, 'start') : label(x(next[0]), y(next[1]) - 11, s.nextStep)}</g>` : nothing}
        ${trial ? svg`<g class="trial"><path d="M${x(trial[0])} ${y(0)}V${y(trial[1])}"/><rect x=${x(trial[0]) - 5} y=${y(trial[1]) - 5} width="10" height="10" transform="rotate(45 ${x(trial[0])} ${y(trial[1])})"/></g>` : nothing}
      </svg>
    `;
  }

  private dot(p: { at: string; amount: { yuan: string } } | undefined): XY | undefined {
    return p ? [Number(p.at), Number(p.amount.yuan)] : undefined;
  }

  private legend(c: Curve): TemplateResult | typeof nothing {
    if ((c.readings ?? []).length === 0) return nothing;
    return html`
      <ul class="legend">
        <li><i class="solid"></i>${this.strings.thisReading}</li>
        ${c.readings!.map((r) => html`<li><i class="dashed"></i>${r.label}</li>`)}
      </ul>
    `;
  }

  /** In words what the chart shows. */
  private facts(c: Curve): TemplateResult {
    const s = this.strings;
    const rows: [string, string, string][] = [];
    if (c.here) rows.push([s.youAreHere, this.figure(c, c.here.at), this.yuan(c.here.amount.yuan)]);
    if (c.here?.next) rows.push([s.nextStep, this.figure(c, c.here.next.at), this.yuan(c.here.next.amount.yuan)]);
    if (c.most) rows.push([capped(c) ? s.cap : s.most, c.most_at ? s.from_(this.figure(c, c.most_at)) : '', this.yuan(c.most.yuan)]);
    return html`
      <table class="points">
        <thead class="sr"><tr><th scope="col">${s.item}</th><th scope="col">${c.label}</th><th scope="col">${s.amount}</th></tr></thead>
        <tbody>${rows.map(([name, at, amount]) => html`<tr><th scope="row">${name}</th><td>${at}</td><td>${amount}</td></tr>`)}</tbody>
      </table>
    `;
  }

  private controls(c: Curve, most: number): TemplateResult {
    const s = this.strings;
    const value = this.trial ?? Number(c.here?.at ?? 0);
    const shown = this.figure(c, decimal(value));
    const step = sliderStep(most, Number(c.grain));
    const others = c.variable.filter((v) => v.id !== c.input && this.values[v.id] !== undefined);
    const trying = this.trial !== undefined;
    return html`
      <div class="try">
        <h4>${s.tryOut}</h4>
        ${c.variable.length > 1
          ? html`<label class="over"><span>${s.varying}</span><select @change=${this.turned}>${c.variable.map((v) => html`<option value=${v.id} ?selected=${v.id === c.input}>${v.label}</option>`)}</select></label>`
          : nothing}
        <div class="slider">
          <label for="slider">${this.asked(c)}</label>
          <input id="slider" type="range" min="0" max=${decimal(Math.ceil(most / step) * step)} step=${decimal(step)} .value=${String(value)} aria-valuetext=${shown} @input=${this.slid} />
          <input class="exact" type="text" inputmode="text" autocomplete="off" aria-label=${s.exactly(c.label)} .value=${this.written(c, decimal(value))} @change=${this.typed} />
        </div>
        ${others.map(
          (v) => html`<label class="other-input"><span>${this.asked(v)}</span><input type="text" name=${v.id} autocomplete="off" .value=${this.written(v, String(this.values[v.id]))} @change=${this.changed} /></label>`,
        )}
        <p class="outcome" role="status">
          ${trying ? html`<span>${shown}</span> <span aria-hidden="true">→</span> <strong>${this.tried ? this.yuan(this.tried.amount.yuan) : s.computing}</strong>${this.tried?.next ? html` <span class="soft">${s.thenNext(this.figure(c, this.tried.next.at), this.yuan(this.tried.next.amount.yuan))}</span>` : nothing}` : html`<span class="soft">${s.tryHint}</span>`}
        </p>
        ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
        ${trying || others.some((v) => this.values[v.id] !== given(this.result)[v.id]) ? html`<button class="plain-button" type="button" @click=${this.back}>${s.backToMine}</button>` : nothing}
      </div>
    `;
  }

  private summary(c: Curve): string {
    const s = this.strings;
    const parts = [s.curve(c.label)];
    if (c.here) parts.push(`${s.youAreHere} ${this.figure(c, c.here.at)} → ${this.yuan(c.here.amount.yuan)}`);
    if (c.here?.next) parts.push(`${s.nextStep} ${this.figure(c, c.here.next.at)} → ${this.yuan(c.here.next.amount.yuan)}`);
    if (c.most && capped(c)) parts.push(s.capAt(this.yuan(c.most.yuan)));
    return parts.join('；');
  }

  private yuan(amount: string): string {
    return money(amount, this.language).main;
  }

  // Money is written as people do. Other units stand in the label: 12月 in a
  // field would be read as December.
  private written(c: { unit?: string }, value: string): string {
    return isMoney(c) ? this.figure(c, value) : value;
  }

  private asked(c: { label: string; unit?: string }): string {
    return c.unit && !isMoney(c) ? `${c.label}（${c.unit}）` : c.label;
  }

  private figure(c: { unit?: string }, value: string): string {
    const money = isMoney(c);
    const wan = money ? inWan(value, this.language) : undefined;
    if (money && this.language === 'en') return withUnit(value, 'RMB');
    return wan ? `${wan}元` : withUnit(value, c.unit ?? '');
  }
}

function isMoney(c: { unit?: string }): boolean {
  return c.unit === '元' || c.unit === 'RMB';
}

function round(v: number): number {
  return Math.round(v * 10) / 10;
}

/** A label that stays inside the drawing. */
function labelled(x: number, y: number, text: string, width: number, anchor?: 'start' | 'end'): SVGTemplateResult {
  const where = anchor ?? (x > width - 80 ? 'end' : x < box.left + 40 ? 'start' : 'middle');
  return svg`<text x=${x} y=${Math.max(14, y)} text-anchor=${where}>${text}</text>`;
}
