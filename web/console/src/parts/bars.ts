import { html, nothing } from 'lit';
import uPlot from 'uplot';
import { View } from '../view';

export interface Bar {
  label: string;
  value: number;
  note?: string;
}

/** Bars to compare a few values. The same values stand beside it as text, so
 * the drawing is a picture with a name. */
export class BarChart extends View {
  static override properties = { ...View.properties, bars: { attribute: false }, name: {}, height: { type: Number } };
  declare bars: readonly Bar[];
  declare name: string;
  declare height: number;
  private plot: uPlot | undefined;
  private watch: ResizeObserver | undefined;

  constructor() {
    super();
    this.bars = [];
    this.name = '';
    this.height = 150;
  }

  override firstUpdated(): void {
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this);
  }

  override updated(): void {
    this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watch?.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  private draw(): void {
    const into = this.querySelector<HTMLElement>('.plot');
    this.plot?.destroy();
    this.plot = undefined;
    if (!into || this.bars.length === 0 || into.clientWidth < 40) return;
    const css = getComputedStyle(document.documentElement);
    const color = (name: string) => css.getPropertyValue(name).trim();
    const x = this.bars.map((_, i) => i);
    const many = this.bars.length > 12;
    const every = Math.ceil(this.bars.length / Math.max(1, Math.floor(into.clientWidth / 64)));
    this.plot = new uPlot(
      {
        width: into.clientWidth,
        height: this.height,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, range: [-0.6, this.bars.length - 0.4] }, y: { range: (_u, _min, max) => [0, Math.max(1, max * 1.18)] } },
        axes: [
          { stroke: color('--soft'), grid: { show: false }, ticks: { show: false }, font: '12px sans-serif', size: 26, splits: () => x, values: (_u, v) => v.map((i) => (i % every === 0 ? (this.bars[i]?.label ?? '') : '')) },
          { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px sans-serif', size: 46, space: 32, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] },
        ],
        series: [{}, { stroke: color('--accent'), fill: color('--accent'), width: 0, paths: uPlot.paths.bars!({ size: [0.6, many ? 28 : 56] }), points: { show: false } }],
        hooks: {
          draw: [
            (u) => {
              if (many) return;
              u.ctx.save();
              u.ctx.fillStyle = color('--ink');
              u.ctx.textAlign = 'center';
              u.ctx.textBaseline = 'bottom';
              u.ctx.font = `${12 * devicePixelRatio}px sans-serif`;
              // A word wider than its slot would run into the next one.
              const slot = (u.bbox.width / this.bars.length) * 0.98;
              for (const [i, b] of this.bars.entries()) {
                const text = b.note ?? String(b.value);
                if (u.ctx.measureText(text).width <= slot) u.ctx.fillText(text, u.valToPos(i, 'x', true), u.valToPos(b.value, 'y', true) - 3 * devicePixelRatio);
              }
              u.ctx.restore();
            },
          ],
        },
      },
      [x, this.bars.map((b) => b.value)],
      into,
    );
  }

  override render() {
    if (this.bars.length === 0) return nothing;
    return html`<div class="plot bars" role="img" aria-label=${`${this.name}：${this.bars.map((b) => `${b.label} ${b.note ?? b.value}`).join('，')}`}></div>`;
  }
}
customElements.define('cw-bars', BarChart);
