import { html, LitElement, nothing, unsafeCSS, type TemplateResult } from 'lit';
import { stringsOf, type Language } from './strings';
import base from './styles/base.css?inline';
import styles from './styles/handoff.css?inline';
import sheet from './styles/sheet.css?inline';

/** Asks before the conversation is removed from the service for good. */
export class ClausewiseForget extends LitElement {
  static override styles = [base, sheet, styles].map(unsafeCSS);
  static override properties = { busy: { state: true }, trouble: { state: true } };

  language: Language = 'zh-Hans';
  /** Removes the conversation; rejects where the service did not. */
  erase!: () => Promise<void>;
  declare private busy: boolean;
  declare private trouble: string;

  constructor() {
    super();
    this.busy = false;
    this.trouble = '';
  }

  show(): void {
    this.trouble = '';
    this.requestUpdate();
    void this.updateComplete.then(() => this.dialog().showModal());
  }

  private dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  private readonly close = (): void => this.dialog().close();

  private readonly escaped = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') event.stopPropagation();
  };

  private readonly confirmed = async (): Promise<void> => {
    this.busy = true;
    this.trouble = '';
    try {
      await this.erase();
      this.close();
    } catch {
      this.trouble = stringsOf(this.language).removeFailed;
    } finally {
      this.busy = false;
    }
  };

  protected override render(): TemplateResult {
    const s = stringsOf(this.language);
    return html`
      <dialog class="low" role="alertdialog" lang=${this.language} aria-labelledby="title" aria-describedby="what" @keydown=${this.escaped}>
        <div class="sheet">
          <header class="bar"><h2 id="title">${s.removeTitle}</h2></header>
          <div class="scroll"><div class="ask">
            <p id="what">${s.removeText}</p>
            ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
            <div class="buttons">
              <button class="primary danger" type="button" ?disabled=${this.busy} @click=${this.confirmed}>${s.removeNow}</button>
              <button class="plain-button" type="button" autofocus @click=${this.close}>${s.cancel}</button>
            </div>
          </div></div>
        </div>
      </dialog>
    `;
  }
}
