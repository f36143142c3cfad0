import { html, nothing } from 'lit';
import { send } from '../api';
import type { Session } from '../types';
import { here, View } from '../view';

/** Why the way over the provider has not worked. */
const failures: Record<string, string> = {
  'openid-unknown': '统一认证已通过，但这里没有您的用户。请管理员先添加与统一认证同名的用户。',
  'openid-refused': '统一认证没有通过，请再试一次。',
  'openid-expired': '登录花的时间太长，请再试一次。',
  'openid-unreachable': '连不上统一认证，请用密码登录，或稍后再试。',
};

export class SignIn extends View {
  private async submit(e: SubmitEvent): Promise<void> {
    e.preventDefault();
    const form = e.target as HTMLFormElement;
    const data = new FormData(form);
    const session = await this.act(() => send<Session>('POST', '/api/v1/session', { name: data.get('name'), password: data.get('password') }));
    if (session) this.dispatchEvent(new CustomEvent('cw-session', { detail: session, bubbles: true }));
    else form.querySelector<HTMLInputElement>('[name=password]')?.select();
  }

  override firstUpdated(): void {
    this.querySelector<HTMLInputElement>('[name=name]')?.focus();
  }

  override render() {
    return html`<main class="sign-in">
      <form @submit=${this.submit}>
        <h1><img src="/favicon.svg" alt="" width="28" height="28">条款通工作台</h1>
        ${this.session.empty
          ? html`<p class="note">还没有用户。请在服务器上运行：<br><code>clausewise user add 用户名 --role admin</code></p>`
          : nothing}
        <div class="field"><label for="name">用户名</label><input id="name" name="name" autocomplete="username" required maxlength="40"></div>
        <div class="field"><label for="password">密码</label><input id="password" name="password" type="password" autocomplete="current-password" required></div>
        ${failures[here().screen] && !this.error ? html`<p class="bad" role="alert">${failures[here().screen]}</p>` : nothing}
        ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
        <button class="primary" ?disabled=${this.acting()}>登录</button>
        ${this.session.openid ? html`<a class="button" href="/api/v1/openid/start">用${this.session.openid}登录</a>` : nothing}
        <p class="soft">忘记密码请联系管理员重设。</p>
      </form>
    </main>`;
  }
}
customElements.define('cw-sign-in', SignIn);
