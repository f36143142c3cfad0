import { html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { Api, Refusal, type Start } from './api';
import { Connection, type Link } from './connection';
import { applied, asked, interrupted, stopped, voted, type Dialogue, type Entry } from './dialogue';
import type { ClausewiseDocument } from './document-view';
import type { ClausewiseForget } from './forget-view';
import type { ClausewiseHandoff, Left } from './handoff-view';
import { length, maxQuestion, type Answer, type Quote } from './protocol';
import { follow, grow, rise } from './room';
import { chatSheets } from './sheets';
import { Site } from './site';
import { chooseLanguage, languages, stringsOf, type Language, type Strings } from './strings';
import { TakeAway } from './take-away';
import { composerView } from './view/composer';
import type { Context } from './view/context';
import { emptyView } from './view/empty';
import { entryView, stageText } from './view/entry';
import { icons } from './view/icons';
import { linkView } from './view/link';
import { paperView } from './view/paper';
import { browserWorld, endpoint, questionID } from './world';

/**
 * The chat. Attributes: server (address of the service, by default the one the
 * script came from), site, token, lang (zh-Hans, zh-Hant, en), theme (light,
 * dark; else the system's), mode="page" for a chat that is part of the page
 * instead of opening from a button, open.
 */
export class ClausewiseChat extends LitElement {
  static override styles = chatSheets.map(unsafeCSS);

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
    start: { state: true },
    language: { state: true },
    refused: { state: true },
    unread: { state: true },
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
  declare private unfolded: ReadonlySet<string>;
  /** What the service says of itself and of the site. */
  declare private start: Start | undefined;
  /** The service does not speak to this page. */
  declare private refused: boolean;
  /** An answer came while the panel was closed. */
  declare private unread: boolean;
  declare private language: Language;

  private connection: Connection | undefined;
  /** Whether the user has asked since the page was loaded: before, the log
   * only fills with what was said earlier and stays silent for readers. */
  private spoken = false;
  private chosen = false;
  private api!: Api;
  private of!: Site;
  private readonly takeAway = new TakeAway(this, () => ({
    api: this.api,
    strings: this.strings,
    language: this.language,
    paper: (entry, chart) => paperView(entry, entry.answer!, { ...this.context(entry, this.dialogue.indexOf(entry)), paper: true, chart }),
  }));

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
    this.unfolded = new Set();
    this.start = undefined;
    this.refused = this.unread = false;
    this.language = 'zh-Hans';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('online', this.wentOnline);
    addEventListener('offline', this.wentOffline);
    addEventListener('storage', this.stored);
    if (!this.chosen) this.language = chooseLanguage(this.wished());
    this.api ??= new Api(this.server || location.href);
    this.of ??= new Site(this.api, this.site);
    this.connection ??= this.connect();
    this.dialogue = this.connection.pending.reduce<Dialogue>((d, p) => asked(d, p.id, p.text), this.dialogue);
    if (this.hasUpdated) rise(this.piece('.float'));
    if (this.mode === 'page' || this.open) void this.acquaint();
    if (this.mode === 'page' && this.connection.restorable) this.connection.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('online', this.wentOnline);
    removeEventListener('offline', this.wentOffline);
    removeEventListener('storage', this.stored);
    this.connection?.stop();
  }

  /** Opens the panel and puts the cursor into the field. */
  show(): void {
    this.open = true;
    this.unread = false;
    void this.acquaint();
    this.connection?.start();
    void this.updateComplete.then(() => this.field()?.focus());
  }

  /** Closes the panel; the focus goes back to the button that opened it. */
  hide(): void {
    this.open = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.launcher')?.focus());
  }

  /** Asks a question as if it had been typed, for buttons of the page. */
  question(text: string): void {
    if (this.mode !== 'page' && !this.open) this.show();
    this.ask(text);
  }

  /** Opens a document of the library from its beginning, for lists of it. */
  read(document: { id: string; title: string; version?: number }): void {
    const { id, title, version } = document;
    const whole: Quote = { id: '', document: id, clause: '', title, text: '', ...(version === undefined ? {} : { version }) };
    this.piece<ClausewiseDocument>('clausewise-document')?.show(whole, []);
  }

  /** Which languages are asked for, the most wanted first. */
  private wished(): (string | null | undefined)[] {
    return [this.closest('[lang]')?.getAttribute('lang'), document.documentElement.lang, ...navigator.languages];
  }

  /** Asks the service what it offers here. Without an answer the chat does
   * without, unless it says that this page is none of its site's. */
  private async acquaint(): Promise<void> {
    if (this.start) return;
    try {
      this.start = await this.of.start();
    } catch (error) {
      if (error instanceof Refusal && this.site) this.refused = true;
      return;
    }
    this.refused = false;
    const { site } = this.start;
    if (!site) return;
    const offered = (site.languages ?? []).filter((l): l is Language => (languages as readonly string[]).includes(l));
    if (!this.chosen && offered.length > 0 && !offered.includes(this.language)) this.language = offered[0]!;
    this.of.dress(this.renderRoot as ShadowRoot, site.theme);
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
      language: () => (this.language === 'zh-Hans' && !this.chosen && !this.hasAttribute('lang') ? '' : this.language),
      ...(this.site && !this.token ? { prepare: async () => (await this.of.start()).token ?? '' } : {}),
      onTokenRefused: () => this.of.expire(),
      onSiteRefused: () => {
        this.refused = true;
      },
      onFrame: (f) => {
        this.dialogue = applied(this.dialogue, f);
        if (f.type === 'answer') this.unread = this.mode !== 'page' && !this.open;
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

  private readonly stored = (event: StorageEvent): void => {
    if (event.key === this.connection?.storedAs && this.dialogue.length === 0) this.connection.follow();
  };

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
    if (question === '' || length(question) > maxQuestion || this.waiting || this.refused) return;
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
    this.takeAway.hush();
    this.field()?.focus();
  };

  private readonly askToRemove = (): void => this.piece<ClausewiseForget>('clausewise-forget')?.show();

  private readonly erase = async (): Promise<void> => {
    const proof = this.connection?.proof;
    try {
      if (proof) await this.api.forget(proof.conversation, proof.secret);
    } catch (error) {
      // One that the service no longer has is gone already.
      if (!(error instanceof Refusal) || error.code !== 'no_conversation') throw error;
    }
    this.fresh();
  };

  private readonly openQuote = (chosen: Quote, of: Answer): void => {
    this.piece<ClausewiseDocument>('clausewise-document')?.show(chosen, of.quotes ?? []);
  };

  private readonly handOff = (entry: Entry | undefined): void => {
    this.piece<ClausewiseHandoff>('clausewise-handoff')?.show(entry?.question ?? this.draft.trim(), entry?.answer?.id ?? '');
  };

  private readonly leave = async (left: Left): Promise<void> => {
    try {
      await this.connection?.handoff({ type: 'handoff', id: questionID(), ...left });
    } catch (error) {
      throw new Error((error instanceof Error && error.message) || this.strings.noLine);
    }
  };

  private readonly speak = (event: Event): void => {
    this.language = (event.target as HTMLSelectElement).value as Language;
    this.chosen = true;
    // The service learns of it with the next hello.
    this.connection?.renew();
  };

  private piece<T extends Element>(name: string): T | null {
    return this.renderRoot.querySelector<T>(name);
  }

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
    rise(this.piece('.float'));
    const field = this.field();
    if (field && changed.has('draft')) grow(field, this.draft);
    if (changed.has('dialogue')) follow(this.log(), changed.get('dialogue') as Dialogue | undefined, this.dialogue, !this.spoken);
    // The notice of a broken line takes room from the log.
    if ((changed.has('link') || changed.has('online')) && this.waiting) this.log()?.scrollTo({ top: this.log()!.scrollHeight });
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
      <div class="float" popover="manual" lang=${this.language} @keydown=${this.escaped}>
        ${this.open
          ? html`<section class="panel floating" role="dialog" aria-label=${s.name}>${this.body()}</section>`
          : nothing}
        <button class="launcher" type="button" aria-haspopup="dialog" aria-expanded=${this.open ? 'true' : 'false'} @click=${() => (this.open ? this.hide() : this.show())}>
          ${this.open ? icons.close : icons.clause}<span>${this.open ? s.close : s.launcher}</span>${this.unread ? html`<span class="unread">${s.unread}</span>` : nothing}
        </button>
      </div>
    `;
  }

  private body(): TemplateResult {
    const s = this.strings;
    return html`
      <header class="bar">
        <span class="mark">${icons.clause}</span>
        <div class="titles"><h2>${this.start?.site?.name || (this.mode === 'page' ? s.launcher : s.name)}</h2><p>${s.tagline}</p></div>
        <button class="quiet" type="button" title=${s.freshHint} ?disabled=${this.dialogue.length === 0} @click=${this.fresh}>${icons.fresh}<span>${s.fresh}</span></button>
        ${this.mode === 'page' ? nothing : html`<button class="quiet" type="button" aria-label=${s.close} title=${s.close} @click=${() => this.hide()}>${icons.close}</button>`}
      </header>
      <div class="log" role="log" aria-label=${s.log} aria-live=${this.spoken ? 'polite' : 'off'} tabindex="0">
        ${this.forgotten ? html`<p class="aside">${s.forgotten}</p>` : nothing}
        ${this.dialogue.length === 0 ? emptyView({ start: this.start, language: this.language, ask: (q) => this.ask(q), handOff: () => this.handOff(undefined), speak: this.speak }) : this.dialogue.map((e, i) => entryView(e, this.context(e, i)))}
      </div>
      <p class="sr" role="status">${this.waiting ? stageText(this.waiting, { strings: s }) : ''}</p>
      ${linkView(s, { refused: this.refused, online: this.online, waiting: this.link === 'waiting' }, () => this.connection?.start())}
      ${composerView({
        strings: s,
        draft: this.draft,
        waiting: this.waiting !== undefined,
        refused: this.refused,
        begun: this.dialogue.length > 0,
        submit: this.submit,
        halt: this.halt,
        typed: this.typed,
        pressed: this.pressed,
        focused: this.focused,
        remove: this.askToRemove,
      })}
      <clausewise-document .api=${this.api} .language=${this.language}></clausewise-document>
      <clausewise-forget .language=${this.language} .erase=${this.erase}></clausewise-forget>
      <clausewise-handoff .language=${this.language} .contact=${this.start?.site?.contact} .send=${this.leave}></clausewise-handoff>
    `;
  }

  private context(entry: Entry, index: number): Context {
    const { copied, saved } = this.takeAway.of(entry);
    return {
      strings: this.strings,
      language: this.language,
      latest: index === this.dialogue.length - 1,
      busy: this.waiting !== undefined,
      ask: (text) => this.ask(text),
      again: this.again,
      copy: this.takeAway.copy,
      copied,
      vote: this.vote,
      comment: this.comment,
      expanded: (id) => this.unfolded.has(id),
      expand: this.expand,
      api: this.api,
      open: this.openQuote,
      print: this.takeAway.print,
      receipt: (e) => void this.takeAway.receipt(e),
      saved,
      handoff: this.start?.handoff ? this.handOff : undefined,
      paper: false,
    };
  }
}
