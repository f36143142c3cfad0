import { html, nothing } from 'lit';
import { get, send } from '../api';
import type { Answer } from '../types';
import { explanation, type Explanation, type ModelPart } from '../parts/explanation';
import { copy, download, goTo, here, reveal, say, stay, View } from '../view';
import { kinds, moment } from '../words';

interface Listed {
  id: string;
  site?: string;
  began_at: string;
  last_at: string;
  turns: number;
  question: string;
  kind?: string;
  down?: number;
  notes?: number;
  taken_by?: string;
  live?: boolean;
}

interface Turn {
  seq: number;
  asked_at: string;
  question: string;
  kind?: string;
  answer?: Answer & { staff?: string };
  vote?: number;
  comment?: string;
}

interface Whole extends Listed {
  turned: Turn[];
  noted: { by: string; at: string; text: string }[];
}

interface Handoff {
  id: string;
  conversation: string;
  site?: string;
  question: string;
  name?: string;
  contact: string;
  at: string;
  done_at?: string;
  done_by?: string;
  note?: string;
}

/** Conversations: who asks now and who asked, and taking over. */
export class Conversations extends View {
  static override properties = { ...View.properties, list: { state: true }, open: { state: true }, explained: { state: true }, filter: { state: true }, left: { state: true }, tab: { state: true } };
  declare list: Listed[] | undefined;
  declare open: Whole | undefined;
  declare explained: Record<number, Explanation>;
  declare filter: Record<string, string>;
  declare left: Handoff[];
  declare tab: 'conversations' | 'left';
  private tick = 0;
  private following = false;

  constructor() {
    super();
    this.filter = {};
    this.explained = {};
    this.left = [];
    this.tab = 'conversations';
    for (const [k, v] of here().query) if (k !== 'id') this.filter[k] = v;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    const id = here().query.get('id');
    if (id) void this.read(id);
    this.tick = setInterval(() => void this.follow(), 2000) as unknown as number;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.tick);
  }

  protected override async load(): Promise<void> {
    const read = await this.attempt(() => Promise.all([get<Listed[]>('/api/v1/conversations', this.filter), get<Handoff[]>('/api/v1/handoffs', { open: true })]), 'list');
    if (read) [this.list, this.left] = read;
  }

  /** What is new, quietly: live conversations do not wait for a click. A look
   * that its user has overtaken by asking for something else shows nothing. */
  private async follow(): Promise<void> {
    if (document.hidden || this.following) return;
    this.following = true;
    try {
      const listed = this.tries('list');
      const list = await get<Listed[]>('/api/v1/conversations', this.filter);
      if (this.tries('list') === listed) this.list = list;
      const open = this.open;
      if (open?.live || open?.taken_by) {
        const read = this.tries('open');
        const fresh = await get<Whole>(`/api/v1/conversations/${open.id}`);
        if (this.tries('open') === read && this.open && JSON.stringify(fresh) !== JSON.stringify(this.open)) {
          const grown = fresh.turned.length > this.open.turned.length;
          this.open = fresh;
          if (grown) this.toEnd();
        }
      }
    } catch {
      // The next look may work; what is shown stays.
    } finally {
      this.following = false;
    }
  }

  private async read(id: string): Promise<void> {
    const whole = await this.attempt(() => get<Whole>(`/api/v1/conversations/${encodeURIComponent(id)}`), 'open');
    if (!whole) return;
    this.open = whole;
    this.explained = {};
    stay('conversations', { ...this.filter, id });
    this.toEnd();
  }

  private toEnd(): void {
    void this.updateComplete.then(() => reveal(this.querySelector('.talk .turn:last-of-type'), 'end'));
  }

  private set(name: string, value: string): void {
    this.filter = { ...this.filter, [name]: value };
    stay('conversations', this.filter);
    void this.load();
  }

  private async take(on: boolean): Promise<void> {
    const id = this.open!.id;
    const done = await this.act(() => send(on ? 'PUT' : 'DELETE', `/api/v1/conversations/${id}/takeover`), 'takeover');
    if (done) say(on ? '已接管，系统不再自动答复' : '已交还，由系统继续答复');
    if (this.open?.id !== id) return;
    await this.read(id);
    if (on) this.querySelector<HTMLElement>('#reply')?.focus();
  }

  private async post(e: SubmitEvent, what: 'messages' | 'notes'): Promise<void> {
    e.preventDefault();
    const field = (e.target as HTMLFormElement).elements.namedItem('text') as HTMLInputElement | HTMLTextAreaElement;
    const written = field.value;
    const text = written.trim();
    if (text === '') return;
    const id = this.open!.id;
    if (!(await this.act(() => send('POST', `/api/v1/conversations/${id}/${what}`, { text }), what))) return;
    // What has been written meanwhile is the next message.
    if (field.value === written) field.value = '';
    if (this.open?.id === id) await this.read(id);
  }

  private async explain(seq: number): Promise<void> {
    const id = this.open!.id;
    const e = await this.attempt(async () => {
      const [explained, models] = await Promise.all([
        get<Explanation>(`/api/v1/conversations/${id}/explanation`, { seq }),
        get<{ seq: number; model?: ModelPart }[]>(`/api/v1/conversations/${id}/model`),
      ]);
      return { ...explained, model: models.find((m) => m.seq === seq)?.model };
    });
    if (e && this.open?.id === id) this.explained = { ...this.explained, [seq]: e };
  }

  private async settle(h: Handoff): Promise<void> {
    const note = this.querySelector<HTMLInputElement>(`#note-${h.id}`)?.value ?? '';
    if (await this.act(() => send('POST', `/api/v1/handoffs/${h.id}`, { note, open: false }), h.id)) {
      say('已记为处理完毕');
      await this.load();
    }
  }

  override render() {
    return html`
      <header class="bar">
        <h1>会话</h1>
        <div role="group" aria-label="内容">
          <button type="button" aria-pressed=${this.tab === 'conversations'} @click=${() => (this.tab = 'conversations')}>全部会话</button>
          <button type="button" aria-pressed=${this.tab === 'left'} @click=${() => (this.tab = 'left')}>留给人工的问题${this.left.length > 0 ? html` <b>${this.left.length}</b>` : nothing}</button>
        </div>
        ${this.tab === 'conversations' ? this.filters() : nothing}
      </header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      ${this.tab === 'left' ? this.leftOver() : this.both()}
    `;
  }

  private filters() {
    const f = this.filter;
    return html`
      <label class="inline">问题含 <input type="search" size="12" .value=${f['text'] ?? ''} @change=${(e: Event) => this.set('text', (e.target as HTMLInputElement).value)}></label>
      <label class="inline">种类 <select @change=${(e: Event) => this.set('kind', (e.target as HTMLSelectElement).value)}><option value="">全部</option>${Object.entries(kinds).map(([id, name]) => html`<option value=${id} ?selected=${f['kind'] === id}>${name}</option>`)}</select></label>
      <label class="inline">评价 <select @change=${(e: Event) => this.set('vote', (e.target as HTMLSelectElement).value)}><option value="">全部</option><option value="-1" ?selected=${f['vote'] === '-1'}>没用</option><option value="1" ?selected=${f['vote'] === '1'}>有用</option></select></label>
      <label class="inline">从 <input type="date" .value=${f['since'] ?? ''} @change=${(e: Event) => this.set('since', (e.target as HTMLInputElement).value)}></label>
      <label class="inline">到 <input type="date" .value=${f['until'] ?? ''} @change=${(e: Event) => this.set('until', (e.target as HTMLInputElement).value)}></label>
      <label class="inline"><input type="checkbox" .checked=${f['taken'] === 'true'} @change=${(e: Event) => this.set('taken', (e.target as HTMLInputElement).checked ? 'true' : '')}> 坐席正在答</label>
    `;
  }

  private both() {
    return html`<div class="talks">
      <section class="pane scroll" aria-label="会话列表" tabindex="0">
        ${this.list === undefined
          ? this.pending()
          : this.list.length === 0
            ? html`<p class="empty">没有这样的会话。</p>`
            : html`<ul class="plain list">${this.list.map((c) => html`<li><button type="button" class="entry" aria-current=${this.open?.id === c.id ? 'true' : nothing} @click=${() => void this.read(c.id)}>
                <span class="when">${moment(c.last_at)}</span>
                ${c.live ? html`<span class="badge can">正在问</span>` : nothing}${c.taken_by ? html`<span class="badge draft">${c.taken_by} 在答</span>` : nothing}${c.down ? html`<span class="badge down">没用 ${c.down}</span>` : nothing}${c.kind === 'no_answer' ? html`<span class="badge draft">没有答案</span>` : nothing}
                <span class="what">${c.question || '（坐席的话）'}</span>
                <span class="soft">${c.turns}轮${c.site ? html`　${c.site}` : nothing}${c.notes ? html`　备注${c.notes}` : nothing}</span>
              </button></li>`)}</ul>`}
      </section>
      <section class="pane talk" aria-label="会话内容">${this.open ? this.talk(this.open) : html`<p class="empty">从列表里选一个会话。</p>`}</section>
    </div>`;
  }

  private talk(c: Whole) {
    const mine = c.taken_by !== undefined && c.taken_by === this.session.user;
    const join = this.may('conversations.join');
    return html`
      <div class="talk-head">
        <p><b>${moment(c.began_at)}</b> 开始，${c.turns}轮 ${c.site ? html`<span class="badge">${c.site}</span>` : nothing}${c.taken_by ? html`<span class="badge draft">${c.taken_by} 正在答复</span>` : nothing}</p>
        <span class="grow"></span>
        ${join ? (mine ? html`<button type="button" @click=${() => void this.take(false)}>交还系统</button>` : html`<button type="button" class="primary" ?disabled=${c.taken_by !== undefined} @click=${() => void this.take(true)}>接管</button>`) : nothing}
        <button type="button" @click=${() => void copy(ticket(c), '工单内容已复制')}>复制工单</button>
        <button type="button" @click=${() => download(`工单-${c.id}.txt`, ticket(c), 'text/plain')}>下载工单</button>
      </div>
      <div class="turns" tabindex="0" role="log" aria-label="问答">${c.turned.map((t) => this.turn(t))}</div>
      ${mine
        ? html`<form class="reply" @submit=${(e: SubmitEvent) => void this.post(e, 'messages')}><label class="sr" for="reply">答复用户</label><textarea id="reply" name="text" rows="2" maxlength="2000" placeholder="写给用户的话，Ctrl+Enter 发送" @keydown=${sendKey}></textarea><button class="primary">发送</button></form>`
        : nothing}
      ${join
        ? html`<form class="reply note-form" @submit=${(e: SubmitEvent) => void this.post(e, 'notes')}><label class="sr" for="note">备注</label><input id="note" name="text" maxlength="2000" placeholder="备注，只有工作人员能看到"><button>记下</button></form>`
        : nothing}
      ${c.noted.length > 0 ? html`<ul class="plain notes" aria-label="备注">${c.noted.map((n) => html`<li><span class="soft">${moment(n.at)} ${n.by}</span> ${n.text}</li>`)}</ul>` : nothing}
    `;
  }

  private turn(t: Turn) {
    const a = t.answer;
    const e = this.explained[t.seq];
    return html`<article class="turn">
      ${t.question ? html`<p class="asked-q"><span class="soft">${moment(t.asked_at)}</span> ${t.question}</p>` : nothing}
      ${a
        ? html`<div class=${`given ${a.staff ? 'by-staff' : ''}`}>
            <p class="kind">${a.staff ? html`<span class="badge can">${a.staff}</span>` : html`<span class="badge">${kinds[a.kind] ?? a.kind}</span>`}${a.prose ? html`<span class="badge">含模型写的话</span>` : nothing}${t.vote ? html`<span class=${`badge ${t.vote > 0 ? 'up' : 'down'}`}>${t.vote > 0 ? '有用' : '没用'}</span>` : nothing}</p>
            <p class="text">${a.text}</p>
            ${t.comment ? html`<p class="bad">用户说：${t.comment}</p>` : nothing}
            ${a.staff || !t.question ? nothing : html`<p><button type="button" class="small" aria-expanded=${e !== undefined} @click=${() => void this.explain(t.seq)}>这个答复怎么来的</button>
              ${(a.quotes ?? []).slice(0, 1).map((q) => html`<button type="button" class="small" @click=${() => goTo('documents', { id: q.document, clause: q.clause })}>看条文</button>`)}</p>`}
            ${e ? explanation(e) : nothing}
          </div>`
        : nothing}
    </article>`;
  }

  private leftOver() {
    if (this.left.length === 0) return html`<p class="pane empty">没有待处理的问题。</p>`;
    return html`<section class="pane pad"><table class="grid"><caption class="sr">留给人工的问题</caption><thead><tr><th scope="col">时间</th><th scope="col">问题</th><th scope="col">联系人</th><th scope="col">联系方式</th><th scope="col">处理</th></tr></thead>
      <tbody>${this.left.map((h) => html`<tr><td class="num">${moment(h.at)}</td><td>${h.question} <button type="button" class="small" @click=${() => {
        this.tab = 'conversations';
        void this.read(h.conversation);
      }}>看会话</button></td><td>${h.name ?? ''}</td><td>${h.contact}</td><td>${this.may('conversations.join') ? html`<span class="with-unit"><label class="sr" for=${`note-${h.id}`}>处理结果</label><input id=${`note-${h.id}`} maxlength="2000" placeholder="处理结果"><button type="button" @click=${() => void this.settle(h)}>处理完毕</button></span>` : nothing}</td></tr>`)}</tbody></table></section>`;
  }
}
customElements.define('cw-conversations', Conversations);

function sendKey(e: KeyboardEvent): void {
  if (e.key === 'Enter' && e.ctrlKey) {
    e.preventDefault();
    (e.target as HTMLTextAreaElement).form?.requestSubmit();
  }
}

/** A conversation as the form a 12345 desk takes over. */
export function ticket(c: Whole): string {
  const last = [...c.turned].reverse().find((t) => t.question);
  const basis = [...new Set(c.turned.flatMap((t) => (t.answer?.quotes ?? []).slice(0, 1).map((q) => `《${q.title ?? q.document}》${q.path ?? q.clause}`)))];
  return [
    '【政策咨询转办单】',
    `来源：条款通　会话编号：${c.id}`,
    `来话时间：${moment(c.began_at)}${c.site ? `　网站：${c.site}` : ''}`,
    `诉求：${last?.question ?? ''}`,
    '',
    '咨询经过：',
    ...c.turned.flatMap((t) => [...(t.question ? [`${moment(t.asked_at)} 问：${t.question}`] : []), ...(t.answer ? [`　　${t.answer.staff ?? '系统'}答：${(t.answer.short ?? t.answer.text).replace(/\n/g, ' ')}`] : []), ...(t.comment ? [`　　用户评价：${t.comment}`] : [])]),
    '',
    `涉及条款：${basis.join('；') || '资料库中没有'}`,
    `坐席备注：${c.noted.map((n) => `${n.text}（${n.by}）`).join('；')}`,
    '联系人：　　　　　　联系电话：　　　　　　',
    '承办单位：　　　　　　办理期限：　　　　　　',
    '办理结果：',
  ].join('\n');
}
