import { html, LitElement } from 'lit';
import { wordsOf } from './api';
import type { Session } from './types';

/** A screen, or a part of one. It renders into the page itself: one style
 * sheet, one print, and the browser's own find in page. */
export class View extends LitElement {
  static override properties: Record<string, object> = { session: { attribute: false }, error: { state: true }, busy: { state: true }, acts: { state: true } };
  declare session: Session;
  declare error: string;
  /** Something is being read or done. */
  declare busy: boolean;
  /** What its user has set going and is not done yet. */
  declare private acts: readonly string[];
  private running = 0;
  private readonly tried = new Map<string, number>();

  constructor() {
    super();
    this.session = { actions: [] };
    this.error = '';
    this.busy = false;
    this.acts = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('cw-theme', this.repaint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('cw-theme', this.repaint);
  }

  private readonly repaint = (): void => this.requestUpdate();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected may(action: string): boolean {
    return this.session.actions.includes(action);
  }

  /** Reads anew what the screen shows. */
  protected load(): Promise<void> {
    return Promise.resolve();
  }

  /** Stands where something will be: that it is on its way, or, where it did
   * not come, a way to try again. Why it did not is said above. */
  protected pending(words = '正在读取…') {
    return this.error !== '' && !this.busy
      ? html`<p class="empty"><button type="button" @click=${() => void this.load()}>重试</button></p>`
      : html`<p class="empty" role="status">${words}</p>`;
  }

  /** Runs f and shows what goes wrong. On a slow line answers come in any order:
   * of several attempts of one kind the newest alone counts, and what another
   * has overtaken gives nothing. */
  protected async attempt<T>(f: () => Promise<T>, kind?: string): Promise<T | undefined> {
    const turn = kind === undefined ? 0 : this.overtake(kind);
    const counts = (): boolean => kind === undefined || this.tries(kind) === turn;
    this.error = '';
    this.running++;
    this.busy = true;
    try {
      const got = await f();
      return counts() ? got : undefined;
    } catch (e) {
      if (counts() && !(e instanceof DOMException && e.name === 'AbortError')) this.error = wordsOf(e);
      return undefined;
    } finally {
      this.busy = --this.running > 0;
    }
  }

  /** How many attempts of a kind there have been. */
  protected tries(kind: string): number {
    return this.tried.get(kind) ?? 0;
  }

  /** Attempts of a kind that are on their way count no more. */
  protected overtake(kind: string): number {
    const turn = this.tries(kind) + 1;
    this.tried.set(kind, turn);
    return turn;
  }

  /** Does what the user asks for and shows what goes wrong; asked for again
   * before it is done, it is done once. */
  protected async act<T>(f: () => Promise<T>, what = 'act'): Promise<T | undefined> {
    if (this.acting(what)) return undefined;
    this.acts = [...this.acts, what];
    try {
      return await this.attempt(f);
    } finally {
      this.acts = this.acts.filter((a) => a !== what);
    }
  }

  /** Whether that is being done: its button waits. */
  protected acting(what = 'act'): boolean {
    return this.acts.includes(what);
  }
}

/** Says something at the bottom for a while, for eyes and screen readers. */
export function say(text: string): void {
  dispatchEvent(new CustomEvent('cw-say', { detail: text }));
}

/** Brings something into view within its own pane. Where panes stand below each
 * other the page itself stays where its user has it. */
export function reveal(e: Element | null, where: 'center' | 'nearest' | 'end'): void {
  for (let pane = e?.parentElement; e && pane && !pane.matches('#main, .look, .talks'); pane = pane.parentElement) {
    if (!['auto', 'scroll'].includes(getComputedStyle(pane).overflowY) || pane.scrollHeight <= pane.clientHeight) continue;
    const [a, b] = [e.getBoundingClientRect(), pane.getBoundingClientRect()];
    const [above, below] = [a.top - b.top, a.bottom - b.bottom];
    if (where === 'center') pane.scrollTop += above - Math.max(0, (b.height - a.height) / 2);
    else if (where === 'end' || below > 0) pane.scrollTop += below;
    else if (above < 0) pane.scrollTop += above;
    return;
  }
}

export async function copy(text: string, done = '已复制'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http has no clipboard API.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'sr';
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say(done);
}

/** Hands a text to the browser as a file. A BOM lets old spreadsheets read it. */
export function download(name: string, text: string, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: `${type};charset=utf-8` }));
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The address is #/screen?name=value. */
export function here(): { screen: string; query: URLSearchParams } {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return { screen: path, query: new URLSearchParams(query) };
}

export function goTo(screen: string, query: Record<string, string> = {}): void {
  const q = new URLSearchParams(query).toString();
  location.hash = `#/${screen}${q === '' ? '' : `?${q}`}`;
}

/** Changes the address of a screen without leaving it. A screen that has been
 * left meanwhile does not call its user back. */
export function stay(screen: string, query: Record<string, string>): void {
  if (here().screen !== screen && here().screen !== '') return;
  const q = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== '')).toString();
  history.replaceState(null, '', `#/${screen}${q === '' ? '' : `?${q}`}`);
}
