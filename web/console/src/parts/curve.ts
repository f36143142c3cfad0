import { html, nothing } from 'lit';
import uPlot from 'uplot';
import { send } from '../api';
import { View } from '../view';
import { money } from '../words';

interface Segment {
  kind: string;
  from: string;
  to?: string;
  after?: string;
  amount?: string;
  origin?: string;
  every?: string;
  add?: string;
  slope?: string;
}

interface Curve {
  input: string;
  label: string;
  unit?: string;
  segments: Segment[];
  most?: { yuan: string };
  here?: { at: string; amount: { yuan: string } };
}

/** How an amount runs over one of a rule's inputs, with "you are here". The
 * drawing is to look at; the exact amounts come from the service. */
export class CurveChart extends View {
  static override properties = { ...View.properties, rule: {}, inputs: { attribute: false }, curve: { state: true } };
  declare rule: string;
  declare inputs: Record<string, unknown>;
  declare curve: Curve | undefined;
  private plot: uPlot | undefined;
  private asked = '';

  override updated(): void {
    const key = JSON.stringify([this.rule, this.inputs]);
    if (key !== this.asked) {
      this.asked = key;
      void send<Curve>('POST', '/api/v1/curve', { rule: this.rule, inputs: this.inputs }).then(
        (c) => {
          if (this.asked === key) this.curve = c;
        },
        () => {
          if (this.asked === key) this.curve = undefined;
        },
      );
      return;
    }
    this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.plot?.destroy();
    this.plot = undefined;
    this.asked = '';
  }

  private draw(): void {
    const into = this.querySelector<HTMLElement>('.plot');
    this.plot?.destroy();
    this.plot = undefined;
    if (!this.curve || !into) return;
    const points = pointsOf(this.curve);
    if (points.x.length < 2) return;
    const here = this.curve.here;
    const css = getComputedStyle(document.documentElement);
    const color = (name: string) => css.getPropertyValue(name).trim();
    const axis: uPlot.Axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px sans-serif', values: (_: uPlot, v: number[]) => v.map(short), space: 56 };
    this.plot = new uPlot(
      {
        width: into.clientWidth,
        height: 150,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false } },
        axes: [{ ...axis, size: 26 }, { ...axis, size: 48, grid: { ...axis.grid, show: true }, space: 34 }],
        series: [
          {},
          { stroke: color('--accent'), width: 2, fill: color('--tint'), points: { show: false } },
          { stroke: color('--red'), points: { show: true, size: 9, fill: color('--red') }, width: 0 },
        ],
      },
      [points.x, points.y, points.x.map((x) => (here && x === Number(here.at) ? Number(here.amount.yuan) : null))],
      into,
    );
  }

  override render() {
    const c = this.curve;
    if (!c) return nothing;
    const where = c.here ? `；现在在${money(c.here.at)}，金额${money(c.here.amount.yuan)}` : '';
    return html`<figure class="curve">
      <div class="plot" role="img" aria-label=${`金额随${c.label}变化的图${where}${c.most ? `；最高${money(c.most.yuan)}` : ''}`}></div>
      <figcaption>金额（纵）随${c.label}（横）变化${c.most ? html`，最高${money(c.most.yuan)}` : nothing}</figcaption>
    </figure>`;
  }
}
customElements.define('cw-curve', CurveChart);

function short(v: number): string {
  if (Math.abs(v) >= 1e8) return `${+(v / 1e8).toFixed(2)}亿`;
  if (Math.abs(v) >= 1e4) return `${+(v / 1e4).toFixed(1)}万`;
  return String(v);
}

/** The points to draw: up to a little beyond where the user is, or where the
 * first interesting things happen. */
function pointsOf(c: Curve): { x: number[]; y: number[] } {
  const last = c.segments.at(-1);
  const here = Number(c.here?.at ?? 0);
  const firstPaid = c.segments.find((s) => s.kind !== 'nothing');
  const end = Math.min(Number(last?.from ?? 0) * 1.1 || Infinity, Math.max(here * 1.6, Number(firstPaid?.from ?? 0) * 3, 1));
  const at = new Map<number, number>();
  for (const s of c.segments) {
    const from = Number(s.after ?? s.from);
    const to = Math.min(Number(s.to ?? end), end);
    if (from > end) break;
    const base = Number(s.amount ?? 0);
    if (s.kind === 'steps' && s.every) {
      const every = Number(s.every);
      const origin = Number(s.origin ?? from);
      const count = Math.min(400, Math.floor((to - origin) / every) + 1);
      for (let n = 0; n < count; n++) {
        const x = Math.max(from, origin + n * every);
        at.set(x, base + n * Number(s.add ?? 0));
        at.set(Math.min(to, origin + (n + 1) * every - every / 1000), base + n * Number(s.add ?? 0));
      }
    } else if (s.kind === 'slope') {
      at.set(from, base);
      at.set(to, base + (to - from) * Number(s.slope ?? 0));
    } else {
      at.set(from + (s.after ? end / 1e4 : 0), base);
      at.set(to, base);
    }
  }
  if (c.here && here <= end) at.set(here, Number(c.here.amount.yuan));
  const x = [...at.keys()].sort((a, b) => a - b);
  return { x, y: x.map((v) => at.get(v)!) };
}
