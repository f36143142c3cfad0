import { html, nothing } from 'lit';
import { get, onSignedOut, send, wordsOf } from './api';
import type { Session } from './types';
import { choose, theme, themes, type Theme } from './theme';
import { here, View } from './view';
import './views/signin';
import './views/lookup';
import './views/profile';
import './views/compare';
import './views/conversations';
import './views/insight';
import './views/documents';
import './views/rules';
import './views/staff';
import './styles.css';
import 'uplot/dist/uPlot.min.css';

/** A screen of the console. */
interface Screen {
  id: string;
  name: string;
  action: string;
  view: (session: Session) => unknown;
}

const screens: readonly Screen[] = [
  { id: 'lookup', name: '查条款', action: 'library.read', view: (s) => html`<cw-look-up .session=${s}></cw-look-up>` },
  { id: 'profile', name: '企业画像', action: 'library.read', view: (s) => html`<cw-profile .session=${s}></cw-profile>` },
  { id: 'compare', name: '城市对比', action: 'library.read', view: (s) => html`<cw-compare .session=${s}></cw-compare>` },
  { id: 'conversations', name: '会话', action: 'conversations.read', view: (s) => html`<cw-conversations .session=${s}></cw-conversations>` },
  { id: 'insight', name: '问答分析', action: 'insight.read', view: (s) => html`<cw-insight .session=${s}></cw-insight>` },
  { id: 'documents', name: '文件', action: 'library.read', view: (s) => html`<cw-documents .session=${s}></cw-documents>` },
  { id: 'rules', name: '规则', action: 'library.read', view: (s) => html`<cw-rules .session=${s}></cw-rules>` },
  { id: 'users', name: '用户', action: 'users.manage', view: (s) => html`<cw-users .session=${s}></cw-users>` },
  { id: 'sites', name: '网站', action: 'sites.manage', view: (s) => html`<cw-sites .session=${s}></cw-sites>` },
  { id: 'audit', name: '审计记录', action: 'audit.read', view: (s) => html`<cw-audit .session=${s}></cw-audit>` },
  { id: 'account', name: '账户与令牌', action: 'tokens', view: (s) => html`<cw-account .session=${s}></cw-account>` },
];

export class Console extends View {
  static override properties = { ...View.properties, known: { state: true }, screen: { state: true }, said: { state: true }, ended: { state: true } };
  declare known: boolean;
  declare screen: string;
  declare said: string;
  declare ended: boolean;
  private quiet = 0;

  constructor() {
    super();
    this.known = false;
    this.said = '';
    this.ended = false;
    this.screen = here().screen;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    addEventListener('hashchange', () => (this.screen = here().screen));
    addEventListener('cw-say', (e) => {
      this.said = (e as CustomEvent<string>).detail;
      clearTimeout(this.quiet);
      this.quiet = setTimeout(() => (this.said = ''), 2500) as unknown as number;
    });
    addEventListener('keydown', (e) => {
      const n = Number(e.key);
      const to = this.open[n - 1];
      if (e.altKey && !e.ctrlKey && n >= 1 && to) {
        e.preventDefault();
        location.hash = `#/${to.id}`;
      }
    });
    onSignedOut(() => {
      if (this.session.user) {
        this.ended = true;
        this.session = { actions: [], ...(this.session.openid ? { openid: this.session.openid } : {}) };
      }
    });
    this.addEventListener('cw-session', (e) => {
      this.session = (e as CustomEvent<Session>).detail;
      this.ended = false;
    });
    void this.begin();
  }

  private async begin(): Promise<void> {
    try {
      this.session = await get<Session>('/api/v1/session');
    } catch (e) {
      this.error = wordsOf(e);
    }
    this.known = true;
  }

  private get open(): readonly Screen[] {
    return screens.filter((s) => this.session.actions.includes(s.action));
  }

  private async signOut(): Promise<void> {
    await this.attempt(() => send('DELETE', '/api/v1/session'));
    this.session = { actions: [] };
    await this.begin();
  }

  override updated(): void {
    // The row of screens is longer than a narrow window.
    const [nav, at] = [this.querySelector('nav.side'), this.querySelector<HTMLElement>('nav.side a[aria-current]')];
    if (nav && at && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = at.offsetLeft - (nav.clientWidth - at.offsetWidth) / 2;
  }

  override render() {
    if (!this.known) return html`<p class="empty" role="status">正在打开…</p>`;
    if (this.error && !this.session.user) return html`<main class="sign-in"><p class="bad" role="alert">${this.error}</p><button @click=${() => location.reload()}>重试</button></main>`;
    if (!this.session.user) return html`${this.ended ? html`<p class="bar-note" role="status">登录已失效，请重新登录</p>` : nothing}<cw-sign-in .session=${this.session}></cw-sign-in>`;
    const screen = this.open.find((s) => s.id === this.screen) ?? this.open[0];
    document.title = `${screen?.name ?? ''} - 条款通工作台`;
    return html`
      <a class="skip" href="#main" @click=${(e: Event) => {
        e.preventDefault();
        this.querySelector<HTMLElement>('#main')?.focus();
      }}>跳到内容</a>
      <nav class="side" aria-label="页面">
        <p class="brand"><img src="/favicon.svg" alt="" width="22" height="22">条款通</p>
        <ul>${this.open.map((s, i) => html`<li><a href=${`#/${s.id}`} aria-current=${s.id === screen?.id ? 'page' : nothing}><span>${s.name}</span>${i < 9 ? html`<kbd aria-hidden="true">${i + 1}</kbd>` : nothing}</a></li>`)}</ul>
        <div class="me">
          <p title=${this.session.user}>${this.session.user}<br><span class="soft">${this.session.label ?? ''}</span></p>
          <button type="button" @click=${this.signOut}>退出</button>
        </div>
        <div class="theme"><select aria-label="外观" @change=${(e: Event) => choose((e.target as HTMLSelectElement).value as Theme)}>${themes.map(([id, name]) => html`<option value=${id} ?selected=${id === theme()}>${name}</option>`)}</select></div>
      </nav>
      <main id="main" tabindex="-1">${screen?.view(this.session) ?? html`<p class="empty">您的角色没有可用的页面，请联系管理员。</p>`}</main>
      <p class="toast" role="status" ?hidden=${this.said === ''}>${this.said}</p>
    `;
  }
}
customElements.define('cw-console', Console);
