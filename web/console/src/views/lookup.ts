import { html, nothing, type PropertyValues } from 'lit';
import { get } from '../api';
import { documents, rowsOf } from '../library';
import { Memory } from '../memory';
import type { Calculator } from '../parts/calculator';
import '../parts/calculator';
import { marked } from '../parts/marked';
import type { Doc, Figure, Note, Quote, Row } from '../types';
import { copy, goTo, here, reveal, say, stay, View } from '../view';
import { clauseName } from '../words';

interface Hit extends Quote {
  kind: string;
  heading?: string;
  coverage: number;
  cited?: boolean;
  amount?: boolean;
  figures?: Figure[];
  rules?: { id: string; title: string }[];
  spoken: string;
}

interface Found {
  query: string;
  as_of: string;
  hits: Hit[];
  documents?: { id: string; title: string; jurisdiction: string; draft?: boolean; status?: Note[] }[];
  filled?: Record<string, Record<string, unknown>>;
  marks?: string[];
}

const statusWords: Record<string, string> = { draft: '征求意见稿', expired: '已过期', not_yet_in_force: '未生效', incomplete_source: '来源不全', period: '规划期已过' };

/** Look up: type anything, read the clause, say it, work it out. */
export class LookUp extends View {
  static override properties = {
    ...View.properties,
    query: { state: true },
    found: { state: true },
    at: { state: true },
    rows: { state: true },
    whole: { state: true },
    reading: { state: true },
    place: { state: true },
    docs: { state: true },
    took: { state: true },
    list: { state: true },
  };
  declare query: string;
  declare found: Found | undefined;
  declare at: number;
  declare rows: Row[];
  declare whole: boolean;
  declare reading: boolean;
  declare place: string;
  declare docs: Doc[];
  declare took: number;
  declare list: 'hits' | 'history' | 'favourites';
  private timer = 0;
  private remembering = 0;
  private asking: AbortController | undefined;
  private memory = new Memory('');
  private readonly keys = (e: KeyboardEvent): void => this.shortcut(e);

  constructor() {
    super();
    const { query } = here();
    this.query = query.get('q') ?? '';
    this.place = query.get('place') ?? '';
    this.at = 0;
    this.rows = [];
    this.docs = [];
    this.whole = false;
    this.reading = false;
    this.took = 0;
    this.list = 'hits';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.memory = new Memory(this.session.user ?? '');
    addEventListener('keydown', this.keys);
    void documents().then((d) => (this.docs = d), () => {});
    if (this.query !== '') void this.look();
    else this.list = this.memory.favourites.length > 0 ? 'favourites' : 'history';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.keys);
    clearTimeout(this.timer);
    clearTimeout(this.remembering);
    this.asking?.abort();
  }

  override firstUpdated(): void {
    this.field.focus();
    this.field.select();
  }

  private get field(): HTMLInputElement {
    return this.querySelector<HTMLInputElement>('#look')!;
  }

  private get hit(): Hit | undefined {
    return this.found?.hits[this.at];
  }

  private typed(e: Event): void {
    this.query = (e.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    if ((e as InputEvent).isComposing) return; // the pinyin on the way to a word
    this.timer = setTimeout(() => void this.look(), 90) as unknown as number;
  }

  protected override load(): Promise<void> {
    return this.look();
  }

  private async look(): Promise<void> {
    const q = this.query.trim();
    stay('lookup', { q, place: this.place });
    this.asking?.abort();
    if (q === '') {
      this.found = undefined;
      this.list = 'history';
      return;
    }
    this.list = 'hits';
    const asking = (this.asking = new AbortController());
    const began = performance.now();
    const found = await this.attempt(() => get<Found>('/api/v1/lookup', { q, place: this.place }, asking.signal));
    if (!found || asking.signal.aborted) return;
    this.took = Math.round(performance.now() - began);
    this.found = found;
    this.choose(0);
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => this.memory.remember(q), 1500) as unknown as number;
  }

  private choose(at: number): void {
    this.at = at;
    this.whole = false;
    this.reading = false;
    const hit = this.hit;
    this.rows = [];
    if (hit)
      void rowsOf(hit.document, hit.version).then(
        (rows) => {
          if (this.hit === hit) this.rows = rows;
        },
        () => {},
      );
    void this.updateComplete.then(() => reveal(this.querySelector('[role=option][aria-selected=true]'), 'nearest'));
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('rows') || changed.has('whole')) reveal(this.querySelector('.row.current'), 'center');
  }

  private fieldKey(e: KeyboardEvent): void {
    if (e.isComposing || e.keyCode === 229) return;
    const n = this.found?.hits.length ?? 0;
    if (e.key === 'ArrowDown' && n > 0) this.choose((this.at + 1) % n);
    else if (e.key === 'ArrowUp' && n > 0) this.choose((this.at + n - 1) % n);
    else if (e.key === 'Enter') {
      if (this.hit) {
        this.memory.remember(this.query);
        this.querySelector<Calculator>('cw-calculator')?.enter();
      }
    } else if (e.key === 'Escape') {
      this.query = '';
      this.found = undefined;
      this.list = 'history';
      stay('lookup', {});
    } else return;
    e.preventDefault();
  }

  private shortcut(e: KeyboardEvent): void {
    const inField = e.target instanceof HTMLInputElement || e.target instanceof HTMLSelectElement || e.target instanceof HTMLTextAreaElement;
    if ((e.key === '/' && !inField) || (e.key.toLowerCase() === 'k' && (e.ctrlKey || e.metaKey)) || (e.key === 'Escape' && inField && e.target !== this.field)) {
      e.preventDefault();
      this.field.focus();
      this.field.select();
    } else if (e.altKey && !e.ctrlKey && this.hit) {
      const does: Record<string, () => void> = { c: () => this.copy(), r: () => (this.reading = !this.reading), s: () => this.star(), w: () => (this.whole = !this.whole) };
      const f = does[e.key.toLowerCase()];
      if (f) {
        e.preventDefault();
        f();
      }
    }
  }

  private source(hit: Quote): string {
    const doc = this.docs.find((d) => d.id === hit.document);
    const status = this.found?.documents?.find((d) => d.id === hit.document)?.status ?? [];
    const number = doc?.number ? `（${doc.number}）` : '';
    return `——《${hit.title ?? hit.document}》${number}${hit.path ?? clauseName(hit.number, hit.clause)}${status.map((s) => `\n注：${s.text}`).join('')}`;
  }

  private copy(): void {
    const hit = this.hit;
    if (hit) void copy(`${hit.text}\n${this.source(hit)}`, '条文和出处已复制');
  }

  private star(): void {
    const hit = this.hit;
    if (!hit) return;
    const doc = this.docs.find((d) => d.id === hit.document);
    const on = this.memory.toggle({ document: hit.document, clause: hit.clause, name: `${doc?.short_name ?? hit.title ?? hit.document} ${clauseName(hit.number, hit.clause)}${hit.heading ? ` ${hit.heading}` : ''}` });
    say(on ? '已收藏' : '已取消收藏');
    this.requestUpdate();
  }

  private async open(document: string, clause: string): Promise<void> {
    const doc = this.docs.find((d) => d.id === document);
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const row = await this.attempt(async () => (await rowsOf(document, 0)).find((r) => r.clause === clause));
    if (!row || asking.signal.aborted) return;
    this.query = `${doc?.short_name ?? doc?.title ?? ''} ${clauseName(row.number, row.clause)}`.trim();
    const rules = await this.attempt(() => get<Found>('/api/v1/lookup', { q: row.text.slice(0, 60), document }, asking.signal));
    if (asking.signal.aborted) return;
    const hit = rules?.hits.find((h) => h.clause === clause);
    if (!rules || !hit) {
      void this.look();
      return;
    }
    this.found = { ...rules, hits: [hit], marks: [] };
    this.list = 'hits';
    this.choose(0);
  }

  private places(): string[] {
    return [...new Set(this.docs.map((d) => d.jurisdiction))].sort((a, b) => a.localeCompare(b, 'zh'));
  }

  override render() {
    const hits = this.found?.hits ?? [];
    return html`
      <header class="bar">
        <h1 class="sr">查条款</h1>
        <div class="search" role="search">
          <input id="look" type="search" role="combobox" aria-label="查条款：词语、拼音、条号或金额" aria-expanded=${hits.length > 0} aria-controls="hits" aria-autocomplete="list"
            aria-activedescendant=${hits.length > 0 && this.list === 'hits' ? `hit-${this.at}` : nothing} autocomplete="off" spellcheck="false" maxlength="400"
            placeholder="输入要查的：独立站、dulizhan、dlz、第九条、30万元、海外仓花了30万…" .value=${this.query} @input=${this.typed} @compositionend=${this.typed} @keydown=${this.fieldKey}>
        </div>
        <label class="inline">地区 <select @change=${(e: Event) => {
          this.place = (e.target as HTMLSelectElement).value;
          void this.look();
        }}><option value="">全部</option>${this.places().map((p) => html`<option ?selected=${p === this.place}>${p}</option>`)}</select></label>
        <span class="soft timing" aria-live="polite">${this.found ? `${hits.length}条，${this.took}毫秒` : ''}</span>
      </header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div class="look">
        <section class="pane hits" aria-label="结果">
          <div class="tabs" role="group" aria-label="列表">
            ${(
              [
                ['hits', '结果'],
                ['history', '历史'],
                ['favourites', '收藏'],
              ] as const
            ).map(([id, name]) => html`<button type="button" aria-pressed=${this.list === id} @click=${() => (this.list = id)}>${name}</button>`)}
          </div>
          ${this.list === 'hits' ? this.hitList(hits) : this.list === 'history' ? this.historyList() : this.favouriteList()}
        </section>
        <section class="pane clause" aria-label="条文">${this.hit ? this.clause(this.hit) : this.hints()}</section>
        <section class="pane calculator" aria-label="测算">
          ${this.hit ? html`<cw-calculator .session=${this.session} .titles=${Object.fromEntries((this.hit.rules ?? []).map((r) => [r.id, r.title]))} .rules=${(this.hit.rules ?? []).map((r) => r.id)} .filled=${this.found?.filled ?? {}}></cw-calculator>` : nothing}
        </section>
      </div>
    `;
  }

  private hitList(hits: Hit[]) {
    if (!this.found) return this.query.trim() === '' ? html`<p class="empty">输入后，结果会边打边出。</p>` : this.pending('正在查…');
    if (hits.length === 0) return html`<p class="empty">资料库里没有找到“${this.found.query}”。<br>换个说法，或去掉地区再试。</p>`;
    return html`<div id="hits" role="listbox" aria-label="找到的条款">
      ${hits.map((h, i) => {
        const doc = this.docs.find((d) => d.id === h.document);
        return html`<div role="option" id=${`hit-${i}`} aria-selected=${i === this.at} @click=${() => this.choose(i)}>
          <b>${clauseName(h.number, h.clause)}</b> ${h.heading ? html`<span class="heading">${h.heading}</span>` : nothing}
          <span class="of">${doc?.short_name ?? h.title} ${this.badges(h.document)}${h.amount ? html`<span class="badge">金额相符</span>` : nothing}${(h.rules?.length ?? 0) > 0 ? html`<span class="badge can">可测算</span>` : nothing}</span>
          <span class="snippet">${snippet(h, this.found?.marks ?? [])}</span>
        </div>`;
      })}
    </div>`;
  }

  private badges(document: string) {
    const status = this.found?.documents?.find((d) => d.id === document)?.status ?? [];
    return status.map((s) => html`<span class=${`badge ${s.kind}`} title=${s.text}>${statusWords[s.kind] ?? s.kind}</span>`);
  }

  private historyList() {
    const history = this.memory.history;
    if (history.length === 0) return html`<p class="empty">查过的会记在这里（只在这台电脑上）。</p>`;
    return html`<ul class="plain">${history.map((q) => html`<li><button type="button" class="link" @click=${() => {
      this.query = q;
      void this.look();
    }}>${q}</button></li>`)}</ul>
      <p><button type="button" @click=${() => {
        this.memory.forget();
        this.requestUpdate();
      }}>清除历史</button></p>`;
  }

  private favouriteList() {
    const favourites = this.memory.favourites;
    if (favourites.length === 0) return html`<p class="empty">用条文旁的“收藏”（Alt+S）把常用条款放在这里。</p>`;
    return html`<ul class="plain">${favourites.map((f) => html`<li><button type="button" class="link" @click=${() => void this.open(f.document, f.clause)}>${f.name}</button></li>`)}</ul>`;
  }

  private hints() {
    return html`<div class="hints">
      <h2>边打边查</h2>
      <dl>
        <dt>词语、拼音、首字母</dt><dd>独立站　dulizhan　dlz</dd>
        <dt>条号</dt><dd>苏州若干措施 第9条　第六条第四项</dd>
        <dt>金额、比例</dt><dd>30万元　5%：找写着它的条文</dd>
        <dt>一句话</dt><dd>建独立站花了85万：找到条文，并填好测算</dd>
      </dl>
      <h2>不用鼠标</h2>
      <dl class="keys">
        <dt><kbd>/</kbd> 或 <kbd>Ctrl</kbd>+<kbd>K</kbd></dt><dd>回到查询框</dd>
        <dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>换一条结果</dd>
        <dt><kbd>Enter</kbd></dt><dd>到测算表，<kbd>Esc</kbd> 返回</dd>
        <dt><kbd>Alt</kbd>+<kbd>C</kbd></dt><dd>复制条文和出处</dd>
        <dt><kbd>Alt</kbd>+<kbd>R</kbd></dt><dd>读给来电人听</dd>
        <dt><kbd>Alt</kbd>+<kbd>S</kbd></dt><dd>收藏</dd>
        <dt><kbd>Alt</kbd>+<kbd>W</kbd></dt><dd>看全文</dd>
        <dt><kbd>Alt</kbd>+<kbd>1</kbd>…<kbd>9</kbd></dt><dd>换页面</dd>
      </dl>
    </div>`;
  }

  private clause(hit: Hit) {
    const status = this.found?.documents?.find((d) => d.id === hit.document)?.status ?? [];
    const starred = this.memory.has(hit.document, hit.clause);
    return html`
      <div class="clause-head">
        <h2>${clauseName(hit.number, hit.clause)} ${hit.heading ?? ''}</h2>
        <p class="of">《${hit.title}》</p>
        <p class="of soft">${hit.path ?? ''}</p>
        <div class="actions">
          <button type="button" @click=${this.copy} title="Alt+C">复制条文和出处</button>
          <button type="button" aria-expanded=${this.reading} @click=${() => (this.reading = !this.reading)} title="Alt+R">读给来电人听</button>
          <button type="button" aria-pressed=${starred} @click=${this.star} title="Alt+S">${starred ? '★ 已收藏' : '☆ 收藏'}</button>
          <button type="button" aria-pressed=${this.whole} @click=${() => (this.whole = !this.whole)} title="Alt+W">${this.whole ? '只看前后文' : '看全文'}</button>
          <button type="button" @click=${() => goTo('documents', { id: hit.document, clause: hit.clause })}>打开文件</button>
        </div>
        ${status.map((s) => html`<p class=${`notice ${s.kind}`}>${s.text}</p>`)}
      </div>
      ${this.reading ? html`<div class="spoken" role="region" aria-label="读给来电人听"><p>${hit.spoken}</p>${status.length > 0 ? html`<p>提醒：${status.map((s) => s.text).join('')}</p>` : nothing}</div>` : nothing}
      <div class="rows">${this.neighbours(hit)}</div>
    `;
  }

  private neighbours(hit: Hit) {
    const marks = this.found?.marks ?? [];
    const at = this.rows.findIndex((r) => r.clause === hit.clause);
    if (at < 0) return html`<div class="row current"><p>${marked(hit.text, hit.start, hit.figures, marks)}</p></div>`;
    let [from, to] = [Math.max(0, at - 2), at + 3];
    while (to < this.rows.length && this.rows[to]?.clause.startsWith(`${hit.clause}/`)) to++;
    if (this.whole) [from, to] = [0, this.rows.length];
    return this.rows.slice(from, to).map((r) => {
      const current = r.clause === hit.clause || r.clause.startsWith(`${hit.clause}/`);
      return html`<div class=${`row ${r.kind} ${r.clause === hit.clause ? 'current' : current ? 'within' : 'near'}`}><p>${marked(r.text.trimEnd(), r.start, current ? (r.figures ?? []) : [], current ? marks : [], r.refers, r.document)}</p></div>`;
    });
  }
}
customElements.define('cw-look-up', LookUp);

/** A stretch of a hit around the first word looked for. */
function snippet(h: Hit, marks: readonly string[]) {
  const at = Math.max(0, ...marks.map((m) => h.text.indexOf(m)).filter((n) => n >= 0).slice(0, 1));
  const from = Math.max(0, at - 14);
  const text = h.text.slice(from, from + 62);
  return html`${from > 0 ? '…' : ''}${marked(text, -1e9, [], marks)}…`;
}
