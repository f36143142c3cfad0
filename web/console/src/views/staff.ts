import { html, nothing } from 'lit';
import { get, send } from '../api';
import { copy, say, View } from '../view';
import { moment } from '../words';

const roles: readonly [string, string][] = [
  ['reader', '查阅：查条款、画像、对比、看统计'],
  ['agent', '坐席：另可看会话、接管、备注'],
  ['editor', '编辑：另可上传文件、改规则'],
  ['approver', '审核：另可让修改生效'],
  ['admin', '管理员：全部，另管用户、网站、审计'],
];

export const scopes: readonly [string, string][] = [
  ['library.read', '查条款'],
  ['insight.read', '看统计、导出'],
  ['conversations.read', '看会话'],
  ['conversations.join', '接管会话、备注'],
  ['proposals.read', '看待审的修改'],
  ['proposals.create', '上传文件、改规则'],
  ['proposals.decide', '审核修改'],
  ['sites.manage', '管理网站'],
  ['audit.read', '看审计记录'],
];

interface User {
  name: string;
  role: string;
  disabled: boolean;
  created_at: string;
}

/** Users: add, change, shut out. */
export class Users extends View {
  static override properties = { ...View.properties, users: { state: true } };
  declare users: User[] | undefined;

  constructor() {
    super();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override async load(): Promise<void> {
    const users = await this.attempt(() => get<User[]>('/api/v1/users'), 'users');
    if (users) this.users = users;
  }

  private async change(name: string, change: object, done: string): Promise<void> {
    const ok = await this.act(() => send('PATCH', `/api/v1/users/${encodeURIComponent(name)}`, change), name);
    const error = this.error;
    await this.load();
    this.error = error;
    if (ok) say(done);
    this.requestUpdate();
  }

  private async add(e: SubmitEvent): Promise<void> {
    e.preventDefault();
    const form = e.target as HTMLFormElement;
    const data = Object.fromEntries(new FormData(form));
    if (await this.act(() => send('POST', '/api/v1/users', data))) {
      form.reset();
      say('已添加');
      await this.load();
    }
  }

  override render() {
    return html`
      <header class="bar"><h1>用户</h1></header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div class="split right">
        <section class="pane pad">${!this.users ? this.pending() : html`<table class="grid"><caption class="sr">用户</caption><thead><tr><th scope="col">用户名</th><th scope="col">角色</th><th scope="col">添加时间</th><th scope="col">状态</th><th scope="col">操作</th></tr></thead>
          <tbody>${this.users.map((u) => html`<tr><td>${u.name}</td>
            <td><select aria-label=${`${u.name} 的角色`} .value=${u.role} @change=${(e: Event) => void this.change(u.name, { role: (e.target as HTMLSelectElement).value }, '角色已改')}>${roles.map(([id, name]) => html`<option value=${id} ?selected=${id === u.role}>${name.split('：')[0]}</option>`)}</select></td>
            <td class="num">${moment(u.created_at)}</td><td>${u.disabled ? html`<span class="badge down">已停用</span>` : html`<span class="badge up">可登录</span>`}</td>
            <td><button type="button" class="small" @click=${() => void this.change(u.name, { disabled: !u.disabled }, u.disabled ? '已启用' : '已停用，其所有登录已结束')}>${u.disabled ? '启用' : '停用'}</button>
              <details class="inline-form"><summary>重设密码</summary><form @submit=${(e: SubmitEvent) => {
                e.preventDefault();
                const form = e.target as HTMLFormElement;
                void this.change(u.name, { password: new FormData(form).get('password') }, '密码已重设，其所有登录已结束').then(() => form.reset());
              }}><input type="password" name="password" aria-label=${`${u.name} 的新密码`} autocomplete="new-password" minlength="10" required><button class="small">重设</button></form></details></td></tr>`)}</tbody></table>`}</section>
        <section class="pane pad"><h2>添加用户</h2><form @submit=${this.add}>
          <div class="field"><label for="new-name">用户名</label><input id="new-name" name="name" required maxlength="40" autocomplete="off"></div>
          <div class="field"><label for="new-role">角色</label><select id="new-role" name="role">${roles.map(([id, name]) => html`<option value=${id}>${name}</option>`)}</select></div>
          <div class="field"><label for="new-password">初始密码（至少10个字符）</label><input id="new-password" name="password" type="password" autocomplete="new-password" minlength="10" required></div>
          <button class="primary" ?disabled=${this.acting()}>添加</button></form></section>
      </div>
    `;
  }
}
customElements.define('cw-users', Users);

interface Token {
  id: string;
  name: string;
  user: string;
  scopes: string[];
  created_at: string;
  expires_at?: string;
  revoked_at?: string;
  used_at?: string;
}

/** One's own account: password and tokens for programs. */
export class Account extends View {
  static override properties = { ...View.properties, tokens: { state: true }, secret: { state: true }, all: { state: true } };
  declare tokens: Token[] | undefined;
  declare secret: string;
  declare all: boolean;

  constructor() {
    super();
    this.secret = '';
    this.all = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override async load(): Promise<void> {
    const tokens = await this.attempt(() => get<Token[]>('/api/v1/tokens', { all: this.all }), 'tokens');
    if (tokens) this.tokens = tokens;
  }

  private async add(e: SubmitEvent): Promise<void> {
    e.preventDefault();
    const form = e.target as HTMLFormElement;
    const data = new FormData(form);
    const t = await this.act(() => send<Token & { secret: string }>('POST', '/api/v1/tokens', { name: data.get('name'), scopes: data.getAll('scope'), days: Number(data.get('days')) }));
    if (!t) return;
    form.reset();
    this.secret = t.secret;
    await this.load();
  }

  private async revoke(id: string): Promise<void> {
    if (await this.attempt(() => send('DELETE', `/api/v1/tokens/${id}`))) {
      say('已撤销');
      await this.load();
    }
  }

  private async password(e: SubmitEvent): Promise<void> {
    e.preventDefault();
    const form = e.target as HTMLFormElement;
    const data = new FormData(form);
    if (await this.act(() => send('PUT', '/api/v1/session/password', { old: data.get('old'), new: data.get('new') }))) {
      form.reset();
      say('密码已改，其他登录已结束');
    }
  }

  override render() {
    const now = new Date().toISOString();
    return html`
      <header class="bar"><h1>账户与令牌</h1>${this.may('tokens.manage') ? html`<label class="inline"><input type="checkbox" .checked=${this.all} @change=${(e: Event) => {
        this.all = (e.target as HTMLInputElement).checked;
        void this.load();
      }}> 列出所有人的令牌</label>` : nothing}</header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      ${this.secret ? html`<p class="notice" role="status">新令牌只显示这一次，请现在存好：<code>${this.secret}</code> <button type="button" class="small" @click=${() => void copy(this.secret, '令牌已复制')}>复制</button> <button type="button" class="small" @click=${() => (this.secret = '')}>收起</button></p>` : nothing}
      <div class="split right">
        <section class="pane pad"><h2>令牌</h2>${!this.tokens ? this.pending() : this.tokens.length === 0
          ? html`<p class="empty">还没有令牌。给要调用接口的程序发一个。</p>`
          : html`<table class="grid"><caption class="sr">令牌</caption><thead><tr><th scope="col">编号</th><th scope="col">给谁用</th><th scope="col">代表</th><th scope="col">可以做什么</th><th scope="col">到期</th><th scope="col">上次使用</th><th scope="col"><span class="sr">操作</span></th></tr></thead>
            <tbody>${this.tokens.map((t) => html`<tr><td>${t.id}</td><td>${t.name}</td><td>${t.user}</td><td>${t.scopes.map((s) => scopes.find(([id]) => id === s)?.[1] ?? s).join('、')}</td><td class="num">${moment(t.expires_at)}</td><td class="num">${moment(t.used_at)}</td>
              <td>${t.revoked_at ? html`<span class="badge down">已撤销</span>` : t.expires_at && t.expires_at < now ? html`<span class="badge down">已到期</span>` : html`<button type="button" class="small danger" @click=${() => void this.revoke(t.id)}>撤销</button>`}</td></tr>`)}</tbody></table>`}</section>
        <div>
          <section class="pane pad"><h2>发放令牌</h2><form @submit=${this.add}>
            <div class="field"><label for="token-name">给谁用</label><input id="token-name" name="name" required maxlength="60" placeholder="如 12345平台日报"></div>
            <fieldset class="checks"><legend>可以做什么</legend>${scopes.filter(([id]) => this.may(id)).map(([id, name]) => html`<label><input type="checkbox" name="scope" value=${id}> ${name}</label>`)}</fieldset>
            <div class="field"><label for="token-days">有效天数</label><input id="token-days" name="days" type="number" min="1" max="731" value="365"></div>
            <button class="primary" ?disabled=${this.acting()}>发放</button></form></section>
          <section class="pane pad"><h2>修改密码</h2><form @submit=${this.password}>
            <div class="field"><label for="old">现在的密码</label><input id="old" name="old" type="password" autocomplete="current-password" required></div>
            <div class="field"><label for="fresh">新密码（至少10个字符）</label><input id="fresh" name="new" type="password" autocomplete="new-password" minlength="10" required></div>
            <button ?disabled=${this.acting()}>修改</button></form></section>
        </div>
      </div>
    `;
  }
}
customElements.define('cw-account', Account);

interface Site {
  key: string;
  name: string;
  origins: string[];
  languages?: string[];
  theme?: Record<string, string>;
  contact?: { office?: string; phone?: string; link?: string };
}

/** Sites that embed the chat. */
export class Sites extends View {
  static override properties = { ...View.properties, sites: { state: true }, editing: { state: true } };
  declare sites: Site[] | undefined;
  declare editing: Site | undefined;

  constructor() {
    super();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override async load(): Promise<void> {
    const sites = await this.attempt(() => get<Site[]>('/api/v1/sites'), 'sites');
    if (sites) this.sites = sites;
  }

  private async save(e: SubmitEvent): Promise<void> {
    e.preventDefault();
    const form = e.target as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const contact = Object.fromEntries(['office', 'phone', 'link'].map((n) => [n, text(n)]).filter(([, v]) => v !== ''));
    const accent = text('accent');
    const key = this.editing?.key || text('key');
    const site = { key, name: text('name'), origins: text('origins').split(/\s+/).filter((o) => o !== ''), languages: data.getAll('language'), ...(accent ? { theme: { ...this.editing?.theme, accent } } : {}), contact };
    if (await this.act(() => send('PUT', `/api/v1/sites/${encodeURIComponent(key)}`, site))) {
      this.editing = undefined;
      form.reset();
      say('已保存');
      await this.load();
    }
  }

  private async drop(key: string): Promise<void> {
    if (!confirm(`删除网站“${key}”？它的网页将不能再打开聊天。`)) return;
    if (await this.attempt(() => send('DELETE', `/api/v1/sites/${encodeURIComponent(key)}`))) {
      say('已删除');
      await this.load();
    }
  }

  override render() {
    const e = this.editing;
    const line = (key: string): string => `<script src="${location.origin}/widget.js" data-site="${key}" defer></script>`;
    return html`
      <header class="bar"><h1>网站</h1></header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      <div class="split right">
        <section class="pane pad">${!this.sites ? this.pending() : this.sites.length === 0
          ? html`<p class="empty">还没有嵌入聊天组件的网站。填好“添加网站”里的内容，保存后把嵌入代码交给网站。</p>`
          : html`<table class="grid"><caption class="sr">网站</caption><thead><tr><th scope="col">代号</th><th scope="col">名称</th><th scope="col">允许的网址</th><th scope="col">联系</th><th scope="col">操作</th></tr></thead>
            <tbody>${this.sites.map((s) => html`<tr class=${e?.key === s.key ? 'chosen' : ''}><td>${s.key}</td><td>${s.name}</td><td>${s.origins.map((o) => html`<div>${o}</div>`)}</td><td>${s.contact?.office ?? ''} ${s.contact?.phone ?? ''}</td>
              <td><button type="button" class="small" @click=${() => (this.editing = s)}>修改</button> <button type="button" class="small" @click=${() => void copy(line(s.key), '嵌入代码已复制')}>复制嵌入代码</button> <button type="button" class="small danger" @click=${() => void this.drop(s.key)}>删除</button></td></tr>`)}</tbody></table>`}</section>
        <section class="pane pad"><h2>${e ? `修改 ${e.key}` : '添加网站'}</h2><form @submit=${this.save}>
          ${e ? nothing : html`<div class="field"><label for="site-key">代号（小写字母、数字、横线）</label><input id="site-key" name="key" required pattern="[a-z0-9][a-z0-9\\-]{1,39}"></div>`}
          <div class="field"><label for="site-name">名称</label><input id="site-name" name="name" required maxlength="60" .value=${e?.name ?? ''}></div>
          <div class="field"><label for="site-origins">允许的网址，一行一个</label><textarea id="site-origins" name="origins" rows="3" required placeholder="https://www.example.gov.cn" .value=${(e?.origins ?? []).join('\n')}></textarea></div>
          <fieldset class="checks"><legend>语言（都不选为全部）</legend>${[['zh-Hans', '简体'], ['zh-Hant', '繁体'], ['en', '英文']].map(([id, name]) => html`<label><input type="checkbox" name="language" value=${id!} .checked=${e?.languages?.includes(id!) ?? false}> ${name}</label>`)}</fieldset>
          <div class="field"><label for="site-accent">主色（如 #b5121b）</label><input id="site-accent" name="accent" maxlength="40" .value=${e?.theme?.['accent'] ?? ''}></div>
          <div class="field"><label for="site-office">单位</label><input id="site-office" name="office" maxlength="60" .value=${e?.contact?.office ?? ''}></div>
          <div class="field"><label for="site-phone">电话</label><input id="site-phone" name="phone" maxlength="40" .value=${e?.contact?.phone ?? ''}></div>
          <div class="field"><label for="site-link">申报或联系网址</label><input id="site-link" name="link" type="url" .value=${e?.contact?.link ?? ''}></div>
          <button class="primary" ?disabled=${this.acting()}>保存</button> ${e ? html`<button type="button" @click=${() => (this.editing = undefined)}>取消</button>` : nothing}</form></section>
      </div>
    `;
  }
}
customElements.define('cw-sites', Sites);

interface Entry {
  seq: number;
  at: string;
  actor: string;
  action: string;
  object?: string;
  detail?: string;
  hash: string;
}

const actions: Record<string, string> = {
  signin: '登录', signout: '退出', 'signin.locked': '登录被暂停', 'user.add': '添加用户', 'user.role': '改角色', 'user.password': '改密码', 'user.enable': '启用用户', 'user.disable': '停用用户', 'user.rehash': '更新密码保存强度',
  'token.add': '发放令牌', 'token.revoke': '撤销令牌', 'site.add': '添加网站', 'site.change': '修改网站', 'site.remove': '删除网站', setting: '修改设置', 'key.rotate': '启用新的签名密钥', 'conversation.take': '接管会话', 'conversation.give_back': '交还会话',
  'proposal.create': '提出修改', 'proposal.approve': '批准修改', 'proposal.reject': '退回修改', 'pack.publish': '发布文件', 'pack.withdraw': '撤下文件',
};

/** The audit log, and whether it holds together. */
export class Audit extends View {
  static override properties = { ...View.properties, entries: { state: true }, check: { state: true }, done: { state: true } };
  declare entries: Entry[];
  declare check: { ok: boolean; head: { seq: number; hash: string }; why?: string } | undefined;
  declare done: boolean;

  constructor() {
    super();
    this.entries = [];
    this.done = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.more();
  }

  protected override load(): Promise<void> {
    return this.more();
  }

  private async more(): Promise<void> {
    const page = await this.act(() => get<Entry[]>('/api/v1/audit', { limit: 100, before: this.entries.at(-1)?.seq }));
    if (!page) return;
    this.entries = [...this.entries, ...page];
    this.done = page.length < 100;
  }

  private async verify(): Promise<void> {
    this.check = await this.attempt(() => get<NonNullable<Audit['check']>>('/api/v1/audit/check'));
  }

  override render() {
    return html`
      <header class="bar"><h1>审计记录</h1><span class="grow"></span><button type="button" @click=${() => void this.verify()}>核对哈希链</button></header>
      ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
      ${this.check ? (this.check.ok ? html`<p class="notice good" role="status">共${this.check.head.seq}条，前后衔接，没有改动。末尾校验值：<code>${this.check.head.hash}</code>（可抄存别处备查）</p>` : html`<p class="bad" role="alert">${this.check.why}</p>`) : nothing}
      <section class="pane pad" aria-label="审计记录" tabindex="0">${this.entries.length === 0 && !this.done ? this.pending() : html`<table class="grid"><caption class="sr">审计记录，新的在前</caption><thead><tr><th scope="col">序号</th><th scope="col">时间</th><th scope="col">谁</th><th scope="col">做了什么</th><th scope="col">对象</th><th scope="col">内容</th></tr></thead>
        <tbody>${this.entries.map((e) => html`<tr><td class="num">${e.seq}</td><td class="num">${moment(e.at)}</td><td>${e.actor}</td><td>${actions[e.action] ?? e.action}</td><td>${e.object ?? ''}</td><td>${e.detail ?? ''}</td></tr>`)}</tbody></table>
        ${this.done ? nothing : html`<p><button type="button" ?disabled=${this.acting()} @click=${() => void this.more()}>更早的</button></p>`}`}</section>
    `;
  }
}
customElements.define('cw-audit', Audit);
