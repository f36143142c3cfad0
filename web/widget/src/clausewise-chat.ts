import { html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { answerText } from './clipboard';
import { Connection, type Link } from './connection';
import { applied, asked, interrupted, stopped, voted, type Dialogue, type Entry } from './dialogue';
import { length, maxQuestion } from './protocol';
import { chooseLanguage, stringsOf, type Language, type Strings } from './strings';
import answer from './styles/answer.css?inline';
import calculation from './styles/calculation.css?inline';
import frame from './styles/frame.css?inline';
import quote from './styles/quote.css?inline';
import tokens from './styles/tokens.css?inline';
import type { Context } from './view/context';
import { entryView, stageText } from './view/entry';
import { icons } from './view/icons';
import { browserWorld, copyText, endpoint, questionID } from './world';

/** From how many characters on the length is shown. */
const countFrom = maxQuestion - 500;

/**
 * The chat. Attributes: server (address of the service, by default the one the
 * script came from), site, token, lang (zh-Hans, zh-Hant, en), theme (light,
 * dark; else the system's), mode="page" for a chat that is part of the page
 * instead of opening from a button, open.
 */
export class ClausewiseChat extends LitElement {
  static override styles = [tokens, frame, answer, calculation, quote].map(unsafeCSS);

  static override properties = {
    server: {},
    site: {},
    token: {},
    mode: {},
    open: { type: Boolean, reflect: true },
    dialogue: { state: true },
    link: { state: true },
    online: { state: true },
    draft: { state: true },
    forgotten: { state: true },
    copied: { state: true },
    unfolded: { state: true },
  };

  declare server: string;
  declare site: string;
  declare token: string;
  declare mode: string;
  declare open: boolean;
  declare private dialogue: Dialogue;
  declare private link: Link;
  declare private online: boolean;
  declare private draft: string;
  declare private forgotten: boolean;
  declare private copied: { id: string; done: boolean } | undefined;
  declare private unfolded: ReadonlySet<string>;

  private connection: Connection | undefined;
  /** Whether the user has asked since the page was loaded: before, the log
   * only fills with what was said earlier and stays silent for readers. */
  private spoken = false;
  private language: Language = 'zh-Hans';

  constructor() {
    super();
    this.server = '';
    this.site = '';
    this.token = '';
    this.mode = '';
    this.open = false;
    this.dialogue = [];
    this.link = 'idle';
    this.online = navigator.onLine;
    this.draft = '';
    this.forgotten = false;
    this.copied = undefined;
    this.unfolded = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('online', this.wentOnline);
    addEventListener('offline', this.wentOffline);
    this.language = chooseLanguage([
      this.closest('[lang]')?.getAttribute('lang'),
      document.documentElement.lang,
      ...navigator.languages,
    ]);
    this.connection ??= this.connect();
    this.dialogue = this.connection.pending.reduce<Dialogue>((d, p) => asked(d, p.id, p.text), this.dialogue);
    if (this.mode === 'page' && this.connection.restorable) this.connection.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('online', this.wentOnline);
    removeEventListener('offline', this.wentOffline);
    this.connection?.stop();
  }

  /** Opens the panel and puts the cursor into the field. */
  show(): void {
    this.open = true;
    this.connection?.start();
    void this.updateComplete.then(() => this.field()?.focus());
  }

  /** Closes the panel; the focus goes back to the button that opened it. */
  hide(): void {
    this.open = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.launcher')?.focus());
  }

  private get strings(): Strings {
    return stringsOf(this.language);
  }

  private get waiting(): Entry | undefined {
    return this.dialogue.findLast((e) => e.state === 'waiting');
  }

  private connect(): Connection {
    return new Connection(browserWorld(), {
      url: endpoint(this.server || location.href),
      site: this.site,
      token: this.token,
      // Simplified Chinese by default leaves each question to decide, so that
      // one in English is answered in English; a language chosen holds.
      language: this.language === 'zh-Hans' && !this.hasAttribute('lang') ? '' : this.language,
      onFrame: (f) => {
        this.dialogue = applied(this.dialogue, f);
      },
      onLink: (link) => {
        this.link = link;
        if (link === 'waiting') this.dialogue = interrupted(this.dialogue);
      },
      onForgotten: () => {
        this.forgotten = true;
        this.dialogue = this.dialogue.filter((e) => e.state === 'waiting');
      },
    });
  }

  private readonly wentOnline = (): void => {
    this.online = true;
    if (this.link === 'waiting') this.connection?.start();
  };

  private readonly wentOffline = (): void => {
    this.online = false;
    this.connection?.interrupt();
  };

  private ask(text: string): void {
    const question = text.trim();
    if (question === '' || length(question) > maxQuestion || this.waiting) return;
    const id = questionID();
    this.spoken = true;
    this.forgotten = false;
    this.dialogue = asked(this.dialogue, id, question);
    this.connection?.ask({ id, text: question });
    this.refocus();
  }

  // A clicked choice vanishes with its answer; the focus must not. On touch
  // screens the field would bring up the keyboard over the answer.
  private refocus(): void {
    const target = matchMedia('(hover: hover)').matches ? this.field() : this.log();
    target?.focus({ preventScroll: true });
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    if (this.waiting || length(this.draft.trim()) > maxQuestion || this.draft.trim() === '') return;
    const text = this.draft;
    this.draft = '';
    this.ask(text);
  };

  private readonly halt = (): void => {
    const entry = this.waiting;
    if (!entry) return;
    this.connection?.cancel(entry.id);
    this.dialogue = stopped(this.dialogue, entry.id);
    this.field()?.focus();
  };

  private readonly again = (entry: Entry): void => {
    this.dialogue = this.dialogue.filter((e) => e !== entry);
    this.ask(entry.question);
  };

  private readonly fresh = (): void => {
    this.connection?.forget();
    this.dialogue = [];
    this.forgotten = false;
    this.copied = undefined;
    this.field()?.focus();
  };

  private readonly copy = (entry: Entry): void => {
    if (!entry.answer) return;
    void copyText(answerText(entry.answer, entry.question, this.strings)).then((done) => {
      this.copied = { id: entry.id, done };
      setTimeout(() => (this.copied = undefined), 4000);
    });
  };

  private readonly vote = (entry: Entry, vote: 1 | -1): void => {
    if (!entry.answer) return;
    this.connection?.feedback(entry.answer.id, vote, '');
    this.dialogue = voted(this.dialogue, entry.id, vote, false);
  };

  private readonly comment = (entry: Entry, text: string): void => {
    if (!entry.answer || !entry.vote) return;
    if (text !== '') this.connection?.feedback(entry.answer.id, entry.vote, text);
    this.dialogue = voted(this.dialogue, entry.id, entry.vote, true);
  };

  private readonly typed = (event: Event): void => {
    this.draft = (event.target as HTMLTextAreaElement).value;
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word. Safari ends the
    // composition before the key arrives and marks it only by code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    this.submit(event);
  };

  private readonly escaped = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || this.mode === 'page') return;
    event.stopPropagation();
    this.hide();
  };

  private readonly focused = (): void => {
    this.connection?.start();
  };

  private readonly expand = (id: string): void => {
    const next = new Set(this.unfolded);
    if (!next.delete(id)) next.add(id);
    this.unfolded = next;
  };

  protected override updated(changed: PropertyValues): void {
    const field = this.field();
    if (field && changed.has('draft')) this.grow(field);
    if (changed.has('dialogue')) this.follow(changed.get('dialogue') as Dialogue | undefined);
    // The notice of a broken line takes room from the log.
    if ((changed.has('link') || changed.has('online')) && this.waiting) this.log()?.scrollTo({ top: this.log()!.scrollHeight });
  }

  // The field grows with its text. Rows are counted, not styled: a host's
  // content policy may forbid style attributes.
  private grow(field: HTMLTextAreaElement): void {
    field.rows = 1;
    if (this.draft === '') return;
    while (field.rows < 6 && field.scrollHeight > field.clientHeight + 2) field.rows++;
  }

  // New text scrolls in only where the reader is at the end already. A whole
  // answer is shown from its question on, not from its last line.
  private follow(before: Dialogue | undefined): void {
    const log = this.log();
    const last = this.dialogue.at(-1);
    if (!log || !last) return;
    const old = before?.find((e) => e.id === last.id);
    if (old === last) return;
    const entry = [...log.querySelectorAll<HTMLElement>('.entry')].at(-1);
    if (!entry) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || !this.spoken;
    const top = entry.offsetTop - 12;
    if (old === undefined || old.state !== last.state) log.scrollTo({ top, behavior: calm ? 'auto' : 'smooth' });
  }

  private field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  private log(): HTMLElement | null {
    return this.renderRoot.querySelector('.log');
  }

  protected override render(): TemplateResult {
    const s = this.strings;
    if (this.mode === 'page') return html`<section class="panel" lang=${this.language} aria-label=${s.name}>${this.body()}</section>`;
    return html`
      <div lang=${this.language} @keydown=${this.escaped}>
        ${this.open
          ? html`<section class="panel floating" role="dialog" aria-label=${s.name}>${this.body()}</section>`
          : nothing}
        <button class="launcher" type="button" aria-haspopup="dialog" aria-expanded=${this.open ? 'true' : 'false'} @click=${() => (this.open ? this.hide() : this.show())}>
          ${this.open ? icons.close : icons.clause}<span>${this.open ? s.close : s.launcher}</span>
        </button>
      </div>
    `;
  }

  private body(): TemplateResult {
    const s = this.strings;
    return html`
      <header class="bar">
        <span class="mark">${icons.clause}</span>
        <div class="titles"><h2>${this.mode === 'page' ? s.launcher : s.name}</h2><p>${s.tagline}</p></div>
        <button class="quiet" type="button" title=${s.freshHint} ?disabled=${this.dialogue.length === 0} @click=${this.fresh}>${icons.fresh}<span>${s.fresh}</span></button>
        ${this.mode === 'page' ? nothing : html`<button class="quiet" type="button" aria-label=${s.close} title=${s.close} @click=${() => this.hide()}>${icons.close}</button>`}
      </header>
      <div class="log" role="log" aria-label=${s.log} aria-live=${this.spoken ? 'polite' : 'off'} tabindex="0">
        ${this.forgotten ? html`<p class="aside">${s.forgotten}</p>` : nothing}
        ${this.dialogue.length === 0 ? this.empty() : this.dialogue.map((e, i) => entryView(e, this.context(e, i)))}
      </div>
      <p class="sr" role="status">${this.waiting ? stageText(this.waiting, { strings: s }) : ''}</p>
      ${this.linkNotice()} ${this.composer()}
    `;
  }

  private empty(): TemplateResult {
    const s = this.strings;
    return html`
      <div class="empty">
        <h3>${s.emptyTitle}</h3>
        <p>${s.emptyText}</p>
        <p class="kicker" id="samples">${s.tryThese}</p>
        <ul aria-labelledby="samples">
          ${s.samples.map((q) => html`<li><button type="button" class="sample" @click=${() => this.ask(q)}>${q}</button></li>`)}
        </ul>
      </div>
    `;
  }

  private linkNotice(): TemplateResult | typeof nothing {
    const s = this.strings;
    if (!this.online) return html`<div class="link" role="alert">${icons.warning}<span>${s.offline}</span></div>`;
    if (this.link !== 'waiting') return nothing;
    return html`
      <div class="link" role="alert">
        ${icons.warning}<span>${s.waitingLink}</span>
        <button class="plain-button" type="button" @click=${() => this.connection?.start()}>${s.retryNow}</button>
      </div>
    `;
  }

  private composer(): TemplateResult {
    const s = this.strings;
    const n = length(this.draft.trim());
    const over = n > maxQuestion;
    const [count, max] = [n.toLocaleString('en-US'), maxQuestion.toLocaleString('en-US')];
    return html`
      <form class="composer" @submit=${this.submit}>
        <div class="field" data-over=${over ? 'yes' : 'no'}>
          <textarea
            rows="1"
            enterkeyhint="send"
            autocomplete="off"
            aria-label=${s.input}
            aria-describedby="hint"
            aria-invalid=${over ? 'true' : 'false'}
            placeholder=${s.placeholder}
            .value=${this.draft}
            @input=${this.typed}
            @keydown=${this.pressed}
            @focus=${this.focused}
          ></textarea>
          ${this.waiting
            ? html`<button class="send" type="button" @click=${this.halt}>${icons.stop}<span>${s.stop}</span></button>`
            : html`<button class="send" type="submit" ?disabled=${n === 0 || over}>${icons.send}<span>${s.send}</span></button>`}
        </div>
        <p class="hint" id="hint">
          ${over ? html`<span class="over" role="alert">${s.tooLong(count, max)}</span>` : html`<span>${s.hint}</span>`}
          ${n >= countFrom && !over ? html`<span>${s.length(count, max)}</span>` : nothing}
        </p>
      </form>
    `;
  }

  private context(entry: Entry, index: number): Context {
    const copied = this.copied?.id === entry.id ? (this.copied.done ? 'yes' : 'no') : undefined;
    return {
      strings: this.strings,
      language: this.language,
      latest: index === this.dialogue.length - 1,
      busy: this.waiting !== undefined,
      ask: (text) => this.ask(text),
      again: this.again,
      copy: this.copy,
      copied,
      vote: this.vote,
      comment: this.comment,
      expanded: (id) => this.unfolded.has(id),
      expand: this.expand,
    };
  }
}
