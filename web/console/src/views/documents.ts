import { html, nothing, type PropertyValues } from 'lit';
import { get, send, upload } from '../api';
import { reload } from '../library';
import '../parts/contacts';
import { marked } from '../parts/marked';
import { changesView, checkView, metadataView, origins, type Check, type Described, type Diff, type Listed, type PackView, type Proposal, type Published } from '../parts/pack';
import { forgetRules } from '../rules';
import type { Row } from '../types';
import { here, reveal, say, stay, View } from '../view';
import { clauseName, moment } from '../words';

type Tab = 'text' | 'metadata' | 'findings' | 'versions';

/** Documents: what was read of them, and what takes effect. */
export class Documents extends View {
  static override properties = { ...View.properties, packs: { state: true }, pack: { state: true }, document: { state: true }, clause: { state: true }, tab: { state: true }, diff: { state: true }, share: { state: true }, preview: { state: true }, proposals: { state: true }, proposal: { state: true }, two: { state: true } };
  declare packs: Listed[] | undefined;
  declare pack: PackView | undefined;
  declare document: string;
  declare clause: string;
  declare tab: Tab;
  declare diff: Diff | undefined;
  declare share: number | undefined;
  declare preview: { name: string; file: File; view: PackView; check: Check | undefined } | undefined;
  declare proposals: Proposal[];
  declare proposal: Proposal | undefined;
  declare two: boolean;

  constructor() {
    super();
    this.proposals = [];
    const { query } = here();
    this.document = query.get('id') ?? '';
    this.clause = query.get('clause') ?? '';
    this.tab = 'text';
    this.two = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.moved);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.moved);
  }

  private readonly moved = (): void => {
    const { screen, query } = here();
    if (screen !== 'documents') return;
    this.document = query.get('id') ?? this.document;
    this.clause = query.get('clause') ?? '';
    this.proposal = undefined;
    void this.load();
  };

  protected override async load(): Promise<void> {
    const before = this.tries('shown');
    const [packs, proposals, two] = await Promise.all([
      this.attempt(() => get<Listed[]>('/api/v1/packs'), 'packs'),
      this.may('proposals.read') ? this.attempt(() => get<Proposal[]>('/api/v1/proposals', { state: 'waiting' }), 'proposals') : [],
      this.may('proposals.read') ? this.attempt(() => get<{ on: boolean }>('/api/v1/two-person'), 'two-person') : undefined,
    ]);
    if (proposals) this.proposals = proposals;
    if (two) this.two = two.on;
    if (!packs) return;
    this.packs = packs;
    const of = packs.find((p) => p.documents.some((d) => d.id === this.document) || p.id === this.document) ?? packs[0];
    // What was chosen or sent meanwhile stays in view.
    if (of && !this.preview && !this.proposal && this.share === undefined && this.tries('shown') === before) await this.open(of.id, this.document || (of.documents[0]?.id ?? ''));
  }

  private async open(pack: string, document: string, version?: number): Promise<void> {
    this.preview = undefined;
    this.proposal = undefined;
    this.diff = undefined;
    this.overtake('diff');
    if (this.document !== document) this.clause = '';
    this.document = document;
    stay('documents', { id: document, clause: this.clause });
    const view = await this.attempt(() => get<PackView>(`/api/v1/packs/${encodeURIComponent(pack)}`, { version }), 'shown');
    if (view) this.pack = view;
  }

  override updated(changed: PropertyValues): void {
    if ((changed.has('pack') || changed.has('clause') || changed.has('tab')) && this.clause !== '') reveal(this.querySelector('.source .chosen'), 'center');
  }

  private async chosen(e: Event): Promise<void> {
    const input = e.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    this.share = 0;
    const read = await this.attempt(() => upload<Published>(`/api/v1/packs?dry_run=true&name=${encodeURIComponent(file.name)}`, file, (share) => (this.share = share)));
    this.share = undefined;
    if (!read?.view) return;
    this.proposal = undefined;
    this.preview = { name: file.name, file, view: read.view, check: read.check };
    this.document = read.view.documents[0]?.id ?? '';
    this.clause = '';
    this.tab = 'text';
  }

  private async publish(): Promise<void> {
    const p = this.preview;
    if (!p) return;
    const note = this.querySelector<HTMLInputElement>('#upload-note')?.value ?? '';
    this.share = 0;
    const done = await this.act(() => upload<Published>(`/api/v1/packs?name=${encodeURIComponent(p.name)}&note=${encodeURIComponent(note)}`, p.file, (share) => (this.share = share)));
    this.share = undefined;
    if (done) await this.settled(done);
  }

  private async settled(done: Published): Promise<void> {
    say(done.proposal ? `已提交，第${done.proposal}号，等另一位同事核准` : done.same ? '内容没有变化' : `已发布为第${done.version}版`);
    reload();
    forgetRules();
    this.preview = undefined;
    this.proposal = undefined;
    await this.load();
  }

  private async restore(version: number): Promise<void> {
    const pack = this.pack!;
    if (!confirm(`${pack.documents.length === 0 ? '重新发布：' : '撤下现行版本，'}恢复到第${version}版？`)) return;
    const done = await this.act(() => send<Published>('POST', `/api/v1/packs/${encodeURIComponent(pack.pack)}/restore`, { version, note: '' }));
    if (done) await this.settled(done);
  }

  private async withdraw(): Promise<void> {
    const pack = this.pack!;
    if (!confirm('撤下这份政策？文字和版本都留存，撤下后不再据以检索、测算和答复，以后可以恢复。')) return;
    const done = await this.act(() => send<Published>('POST', `/api/v1/packs/${encodeURIComponent(pack.pack)}/withdraw`, { note: '' }));
    if (done) await this.settled(done);
  }

  private async compare(from: number, to: number): Promise<void> {
    this.diff = undefined;
    const diff = await this.attempt(() => get<Diff>(`/api/v1/packs/${encodeURIComponent(this.pack!.pack)}/diff`, { from, to }), 'diff');
    if (diff) this.diff = diff;
  }

  private async look(p: Proposal): Promise<void> {
    this.preview = undefined;
    const proposal = await this.attempt(() => get<Proposal>(`/api/v1/proposals/${p.id}`), 'shown');
    if (proposal) this.proposal = proposal;
  }

  private async decide(how: 'approve' | 'reject'): Promise<void> {
    const reason = this.querySelector<HTMLInputElement>('#reason')?.value ?? '';
    const done = await this.act(() => send<Published>('POST', `/api/v1/proposals/${this.proposal!.id}/${how}`, { reason }));
    if (!done) return;
    if (how === 'approve') await this.settled(done);
    else {
      say('已退回');
      this.proposal = undefined;
      await this.load();
    }
  }

  override render() {
    const current = this.packs?.find((p) => p.id === this.pack?.pack);
    return html`
      <header class="bar"><h1>文件</h1>
        ${this.may('proposals.create') ? html`<label class="button primary-like">上传文件<input class="sr" type="file" accept=".txt,.md,.html,.htm,.docx,.pdf,.zip" @change=${this.chosen}></label>` : nothing}
        ${this.share !== undefined ? html`<label class="inline">上传中 <progress max="1" value=${this.share}></progress></label>` : nothing}
        <span class="grow"></span>
        ${this.may('settings.manage') ? html`<label class="inline"><input type="checkbox" .checked=${this.two} @change=${(e: Event) => void this.attempt(() => send('PUT', '/api/v1/two-person', { on: (e.target as HTMLInputElement).checked })).then(() => this.load())}> 修改要另一位同事核准</label>` : nothing}
      </header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div class="talks docs">
        <section class="pane scroll" aria-label="文件列表" tabindex="0">
          ${this.proposals.length > 0 ? html`<h2 class="group">等待核准</h2><ul class="plain">${this.proposals.map((p) => html`<li><button type="button" class="entry" aria-current=${this.proposal?.id === p.id ? 'true' : nothing} @click=${() => void this.look(p)}>第${p.id}号　${p.pack}<span class="what soft">${p.by}，${moment(p.at)} ${p.note ?? ''}</span></button></li>`)}</ul><h2 class="group">现行文件</h2>` : nothing}
          <ul class="plain">${(this.packs ?? []).flatMap((p) => p.documents.length === 0 ? [html`<li><button type="button" class="entry" aria-current=${!this.preview && !this.proposal && this.document === p.id ? 'true' : nothing} @click=${() => void this.open(p.id, p.id)}>${p.id}<span class="what soft">第${p.version}版 <span class="badge">已撤下</span></span></button></li>`] : p.documents.map((d) => html`<li><button type="button" class="entry" aria-current=${!this.preview && !this.proposal && this.document === d.id ? 'true' : nothing} @click=${() => void this.open(p.id, d.id)}>
            ${d.short_name ?? d.title}<span class="what soft">${d.jurisdiction}　第${p.version}版（${origins[p.origin] ?? p.origin}）${d.draft ? html` <span class="badge draft">征求意见稿</span>` : nothing}</span></button></li>`))}</ul>
        </section>
        <section class="pane talk" aria-label="文件内容">
          ${this.proposal ? this.waiting(this.proposal) : this.preview ? this.content(this.preview.view, undefined) : this.pack ? this.content(this.pack, current) : this.packs?.length === 0 ? html`<p class="empty">资料库里还没有文件。${this.may('proposals.create') ? '用上面的“上传文件”放进第一份。' : ''}</p>` : this.pending()}
        </section>
      </div>
    `;
  }

  private content(v: PackView, current: Listed | undefined) {
    const doc = v.documents.find((d) => d.id === this.document) ?? v.documents[0];
    if (v.documents.length === 0 && current) return this.gone(v, current);
    const tabs: readonly [Tab, string][] = [['text', '条款与原文'], ['metadata', '元数据'], ['findings', `检查（${v.findings.length}）`], ...(this.preview ? [] : ([['versions', '版本']] as [Tab, string][]))];
    return html`
      <div class="talk-head"><p><b>${doc?.title ?? v.pack}</b></p><span class="grow"></span>
        ${this.preview
          ? html`<label class="sr" for="upload-note">说明</label><input id="upload-note" maxlength="300" placeholder="说明"><button type="button" class="primary" ?disabled=${this.acting()} @click=${() => void this.publish()}>${this.two || !this.may('proposals.decide') ? '提交核准' : '发布'}</button><button type="button" @click=${() => (this.preview = undefined)}>放弃</button>`
          : nothing}</div>
      ${this.preview ? html`<p class="notice">${this.preview.name} 还没有保存。读出 ${v.documents.length} 份文件、${v.documents.reduce((n, d) => n + d.clauses + d.items, 0)} 条；请核对条款、元数据和检查结果。</p>` : nothing}
      ${(v.warnings ?? []).map((w) => html`<p class="notice">${w}</p>`)}
      ${this.preview?.check && v.files.includes('rules.yaml') ? checkView(this.preview.check, true) : nothing}
      <div class="tabs" role="group" aria-label="看什么">${tabs.map(([id, name]) => html`<button type="button" aria-pressed=${this.tab === id} @click=${() => (this.tab = id)}>${name}</button>`)}</div>
      <div class="turns doc-body" tabindex="0" role="region" aria-label="内容">${!doc ? html`<p class="empty">没有读出文件。</p>` : this.tab === 'text' ? this.text(v, doc) : this.tab === 'metadata' ? this.metadata(v, doc) : this.tab === 'findings' ? this.findings(v) : this.versions(current)}</div>
    `;
  }

  /** A pack that was withdrawn: its text, and the versions to restore. */
  private gone(v: PackView, current: Listed) {
    return html`
      <div class="talk-head"><p><b>${v.pack}</b> <span class="badge">已撤下</span></p></div>
      <div class="turns doc-body" tabindex="0" role="region" aria-label="内容">
        <p class="notice">这份政策已撤下，不检索、不测算，也不据以答复。要重新发布，恢复以前的一个版本。</p>
        ${this.versions(current)}
        <h2 class="group">原文</h2>
        <div class="source">${v.rows.map((r) => html`<div class="row other">${r.text.replace(/\n+$/, '')}</div>`)}</div>
      </div>`;
  }

  /** The tree of clauses beside the source, what no document covers in red. */
  private text(v: PackView, doc: Described) {
    const rows = v.rows.filter((r) => r.document === doc.id);
    const at = (r: Row): void => {
      this.clause = r.clause;
      stay('documents', { id: doc.id, clause: r.clause });
    };
    return html`
      ${v.uncovered > 0 ? html`<p class="note"><span class="uncovered-key"></span> 标红的${v.uncovered}字没有收入任何文件（多为网页导航），不会被检索和引用。</p>` : html`<p class="note">原文全部收入文件，没有遗漏。</p>`}
      <div class="beside">
        <ol class="plain tree" aria-label="条款">${rows.filter((r) => r.kind !== 'table').map((r) => html`<li class=${r.kind} data-depth=${Math.min(4, r.clause.split('/').length)}><button type="button" class="link" aria-current=${r.clause === this.clause ? 'true' : nothing} @click=${() => at(r)}>${r.kind === 'heading' ? r.text.trim().slice(0, 30) : `${clauseName(r.number, r.clause)} ${r.heading ?? r.text.trim().slice(r.number && r.text.trim().startsWith(r.number) ? r.number.length : 0).trim().slice(0, 16)}`}</button></li>`)}</ol>
        <div class="source">${v.rows.map((r) => html`<div class=${`row ${r.kind} ${r.document === '' ? 'uncovered' : r.document !== doc.id ? 'other' : r.clause === this.clause ? 'chosen' : ''}`}>${marked(r.text.replace(/\n+$/, ''), r.start, r.document === doc.id ? (r.figures ?? []) : [], [], r.refers, r.document)}</div>`)}</div>
      </div>`;
  }

  private metadata(v: PackView, doc: Described) {
    return html`${metadataView(v, doc, (this.packs ?? []).flatMap((p) => p.documents))}
    ${this.preview ? nothing : html`<cw-contacts .session=${this.session} pack=${v.pack} .doc=${doc} .rows=${v.rows} @cw-stored=${(e: CustomEvent<Published>) => void this.settled(e.detail)}></cw-contacts>`}`;
  }

  private findings(v: PackView) {
    if (v.findings.length === 0) return html`<p class="empty">没有发现问题。</p>`;
    return html`<table class="grid"><caption class="sr">检查结果</caption><thead><tr><th scope="col">条款</th><th scope="col">原文</th><th scope="col">问题</th><th scope="col">建议</th></tr></thead><tbody>
      ${v.findings.map((f) => html`<tr><td><button type="button" class="link" @click=${() => {
        this.document = f.document;
        this.clause = f.clause;
        this.tab = 'text';
      }}>${f.clause ? clauseName(undefined, f.clause) : '全文'}</button></td><td>“${f.quote}”</td><td>${f.message}</td><td>${f.advice}</td></tr>`)}</tbody></table>`;
  }

  private versions(current: Listed | undefined) {
    if (!current) return html`<p class="empty">正在看的是旧版本。</p>`;
    const all = Array.from({ length: current.version }, (_, i) => current.version - i);
    return html`
      <table class="grid"><caption class="sr">版本</caption><thead><tr><th scope="col">版本</th><th scope="col">说明</th><th scope="col">操作</th></tr></thead><tbody>${all.map((n) => html`<tr><td>第${n}版</td><td>${n === current.version ? `现行，${moment(current.stored_at)} 存入，${origins[current.origin] ?? current.origin}` : '以前的版本'}</td><td>
        ${n > 1 ? html`<button type="button" class="small" @click=${() => void this.compare(n - 1, n)}>与前一版比较</button>` : nothing}
        ${n < current.version ? html`<button type="button" class="small" @click=${() => void this.compare(n, current.version)}>与现行版比较</button>${this.may('proposals.create') ? html` <button type="button" class="small danger" @click=${() => void this.restore(n)}>${current.documents.length === 0 ? '恢复这一版，重新发布' : '撤下现行版，恢复到这一版'}</button>` : nothing}` : nothing}</td></tr>`)}</tbody></table>
      ${current.documents.length > 0 && this.may('proposals.create') ? html`<p class="actions"><button type="button" class="danger" ?disabled=${this.acting()} @click=${() => void this.withdraw()}>撤下这份政策</button><span class="note">${current.documents.length > 1 ? `同一来源的${current.documents.length}份文件一起撤下；` : ''}文字和版本都留存，以后可以恢复。</span></p>` : nothing}
      ${this.diff ? html`<h2 class="group">第${this.diff.from}版 → 第${this.diff.to}版</h2>${changesView(this.diff.changes, this.diff.rules)}` : nothing}`;
  }

  private waiting(p: Proposal) {
    return html`
      <div class="talk-head"><p><b>第${p.id}号：${p.pack}</b> ${p.by} 于 ${moment(p.at)} 提交${p.note ? `：${p.note}` : ''}${p.over ? `，在第${p.over}版上修改` : '，新文件'}</p></div>
      <div class="turns doc-body" tabindex="0" role="region" aria-label="修改内容">
        ${p.check ? checkView(p.check, p.ok) : nothing}
        ${changesView(p.diff ?? [], p.edits ?? [])}
      </div>
      <div class="reply"><label class="sr" for="reason">说明</label><input id="reason" maxlength="300" placeholder="说明">
        ${this.may('proposals.decide') && p.by !== this.session.user ? html`<button type="button" class="primary" ?disabled=${!p.ok || this.acting()} @click=${() => void this.decide('approve')}>核准，使之生效</button>` : nothing}
        ${this.may('proposals.decide') || p.by === this.session.user ? html`<button type="button" class="danger" ?disabled=${this.acting()} @click=${() => void this.decide('reject')}>${p.by === this.session.user ? '撤回' : '退回'}</button>` : nothing}</div>`;
  }
}
customElements.define('cw-documents', Documents);
