import { html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import type { Api, Contact, PolicyDocument, Reference, Row } from './api';
import { today } from './day';
import type { Quote } from './protocol';
import { stretches } from './stretches';
import { stringsOf, type Language, type Strings } from './strings';
import sheet from './styles/sheet.css?inline';
import base from './styles/base.css?inline';
import contact from './styles/contact.css?inline';
import styles from './styles/document.css?inline';
import { contactView } from './view/contact';
import { icons } from './view/icons';

/** A document with the quoted clause in its place, over everything else. */
export class ClausewiseDocument extends LitElement {
  static override styles = [base, sheet, contact, styles].map(unsafeCSS);
  static override properties = { rows: { state: true }, about: { state: true }, failed: { state: true }, quotes: { state: true } };

  api!: Api;
  language: Language = 'zh-Hans';
  declare private rows: Row[] | undefined;
  declare private about: PolicyDocument | undefined;
  declare private failed: string | undefined;
  declare private quotes: readonly Quote[];
  private chosen: Quote | undefined;
  /** Counts readings: only the newest is shown. */
  private reading = 0;

  constructor() {
    super();
    this.quotes = [];
  }

  /** Opens the document of a quote; quotes are all that are marked in it. */
  show(chosen: Quote, quotes: readonly Quote[]): void {
    const same = this.rows !== undefined && this.chosen?.document === chosen.document && this.chosen.version === chosen.version;
    this.chosen = chosen;
    this.quotes = quotes.filter((q) => q.document === chosen.document);
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const dialog = this.dialog();
      if (!dialog.open) dialog.showModal();
      if (same) this.arrive();
      else void this.load();
    });
  }

  private async load(): Promise<void> {
    const { document, version } = this.chosen!;
    const reading = ++this.reading;
    this.rows = this.about = this.failed = undefined;
    try {
      const [rows, documents] = await Promise.all([this.api.rows(document, version), this.api.documents().catch(() => [])]);
      if (this.reading !== reading) return;
      this.about = documents.find((d) => d.id === document);
      this.rows = rows.filter((r) => r.kind !== 'navigation');
    } catch {
      if (this.reading === reading) this.failed = this.strings.documentFailed;
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('rows') && this.rows) this.arrive();
  }

  /** Brings the quote, or the clause, into view and puts the focus on it. */
  private arrive(): void {
    const { clause, text } = this.chosen!;
    const at = text === '' && clause !== '' ? `[data-clause="${CSS.escape(clause)}"]` : 'mark.chosen';
    const mark = this.renderRoot.querySelector<HTMLElement>(at);
    mark?.scrollIntoView({ block: 'center' });
    mark?.focus({ preventScroll: true });
    if (!mark) this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 });
  }

  /** Goes to what a stretch refers to: a clause here, or another document. */
  private refer(event: Event, to: Reference): void {
    event.preventDefault();
    const same = to.to === this.chosen!.document;
    const title = same ? this.chosen!.title : to.title;
    this.show({ id: '', document: to.to!, clause: to.to_clause ?? '', text: '', ...(title ? { title } : {}), ...(same && this.chosen!.version ? { version: this.chosen!.version } : {}) }, []);
  }

  private dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  private get strings(): Strings {
    return stringsOf(this.language);
  }

  private readonly close = (): void => this.dialog().close();

  // A click on the backdrop is one on the dialog itself.
  private readonly outside = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) this.close();
  };

  private readonly escaped = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') event.stopPropagation();
  };

  protected override render(): TemplateResult {
    const s = this.strings;
    const title = this.chosen?.title ?? this.chosen?.document ?? '';
    return html`
      <dialog lang=${this.language} aria-labelledby="title" @click=${this.outside} @keydown=${this.escaped}>
        <div class="sheet">
          <header class="bar">
            <div class="heading"><h2 id="title" lang="zh-Hans">${title}</h2>${this.badges()}</div>
            <button class="quiet" type="button" aria-label=${s.closeDocument} title=${s.closeDocument} @click=${this.close}>${icons.close}</button>
          </header>
          <div class="scroll" tabindex="0" role="region" aria-label=${s.documentText}>
            ${this.facts()} ${this.body()}
          </div>
        </div>
      </dialog>
    `;
  }

  private badges(): TemplateResult | typeof nothing {
    const d = this.about;
    if (!d) return nothing;
    const s = this.strings;
    return html`
      <p class="badges">
        ${d.jurisdiction ? html`<span class="badge place">${d.jurisdiction}</span>` : nothing}
        ${d.draft ? html`<span class="badge" data-kind="draft">${s.kinds['draft']}</span>` : nothing}
        ${d.expires && d.expires < today() ? html`<span class="badge" data-kind="expired">${s.kinds['expired']}</span>` : nothing}
        ${d.incomplete ? html`<span class="badge" data-kind="draft">${s.kinds['incomplete_source']}</span>` : nothing}
      </p>
    `;
  }

  private facts(): TemplateResult | typeof nothing {
    const d = this.about;
    if (!d) return nothing;
    const s = this.strings;
    const facts = [d.issuer, d.number === d.title ? undefined : d.number, d.issued && s.issued(d.issued), d.expires && s.validUntil(d.expires)].filter(Boolean);
    const old = this.chosen?.version !== undefined && this.chosen.version !== d.version;
    const contact: Contact | undefined = d.contact;
    return html`
      <div class="facts">
        ${facts.length > 0 ? html`<p lang="zh-Hans">${facts.join(' · ')}</p>` : nothing}
        ${old ? html`<p class="old">${icons.warning}<span>${s.oldVersion(String(this.chosen!.version), String(d.version))}</span></p>` : nothing}
        ${contact ? contactView(contact, s) : nothing}
      </div>
    `;
  }

  private body(): TemplateResult {
    const s = this.strings;
    if (this.failed) {
      return html`<div class="state" role="alert"><p>${this.failed}</p><button class="plain-button" type="button" @click=${() => void this.load()}>${s.retry}</button></div>`;
    }
    if (!this.rows) return html`<p class="state" role="status">${s.documentLoading}</p>`;
    return html`<div class="rows" lang="zh-Hans">${this.rows.map((r) => this.row(r))}</div>`;
  }

  private row(r: Row): TemplateResult | typeof nothing {
    if (r.text.trim() === '') return nothing;
    // The row's own line ends stand between blocks; they need no room.
    const lead = r.text.length - r.text.trimStart().length;
    const trimmed = { start: r.start + Array.from(r.text.slice(0, lead)).length, text: r.text.trim() };
    const held = (r.refers ?? []).filter((x) => x.to && (x.to !== this.chosen!.document || x.to_clause));
    const cut = stretches(trimmed, this.quotes, this.chosen!, held);
    const first = cut.findIndex((x) => x.mark === 'chosen');
    return html`<p class="row" data-kind=${r.kind} data-clause=${r.clause} tabindex="-1">${cut.map((x, i) => {
      const text = x.to ? html`<a href="#" @click=${(e: Event) => this.refer(e, x.to!)}>${x.text}</a>` : x.text;
      return x.mark === 'none' ? text : html`<mark class=${x.mark} tabindex=${i === first ? '-1' : nothing}>${text}</mark>`;
    })}</p>`;
  }
}
