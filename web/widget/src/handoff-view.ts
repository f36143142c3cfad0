import { html, LitElement, nothing, unsafeCSS, type TemplateResult } from 'lit';
import type { Contact } from './api';
import { maxQuestion } from './protocol';
import { stringsOf, type Language } from './strings';
import base from './styles/base.css?inline';
import contact from './styles/contact.css?inline';
import styles from './styles/handoff.css?inline';
import sheet from './styles/sheet.css?inline';
import { contactView } from './view/contact';
import { icons } from './view/icons';

/** What a user leaves for a person. */
export interface Left {
  answer: string;
  text: string;
  name: string;
  contact: string;
}

/** A form that leaves a question with a way to reach the user. */
export class ClausewiseHandoff extends LitElement {
  static override styles = [base, sheet, contact, styles].map(unsafeCSS);
  static override properties = { state: { state: true }, trouble: { state: true }, question: { state: true } };

  language: Language = 'zh-Hans';
  /** The office's own contact, for those who would rather call. */
  contact: Contact | undefined;
  /** Sends what was written and resolves when the service has it. */
  send!: (left: Left) => Promise<void>;
  declare private state: 'form' | 'sending' | 'done';
  declare private trouble: string;
  declare private question: string;
  private answer = '';
  /** Counts openings: what was sent from an earlier one says nothing here. */
  private opening = 0;

  constructor() {
    super();
    this.state = 'form';
    this.trouble = '';
    this.question = '';
  }

  show(question: string, answer: string): void {
    this.opening++;
    this.question = question;
    this.answer = answer;
    this.state = 'form';
    this.trouble = '';
    this.requestUpdate();
    void this.updateComplete.then(() => {
      if (!this.dialog().open) this.dialog().showModal();
      this.renderRoot.querySelector<HTMLElement>(question === '' ? 'textarea' : '[name=contact]')?.focus();
    });
  }

  private dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector('dialog')!;
  }

  private readonly close = (): void => this.dialog().close();

  private readonly escaped = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') event.stopPropagation();
  };

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const field = (name: string): string => String(data.get(name) ?? '').trim();
    const left = { answer: this.answer, text: field('text'), name: field('name'), contact: field('contact') };
    if (left.text === '' || left.contact === '') {
      this.trouble = stringsOf(this.language).handoffMissing;
      return;
    }
    this.question = left.text;
    this.trouble = '';
    this.state = 'sending';
    const opening = this.opening;
    try {
      await this.send(left);
      if (this.opening !== opening) return;
      this.state = 'done';
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.done button')?.focus();
    } catch (error) {
      if (this.opening !== opening) return;
      this.state = 'form';
      this.trouble = error instanceof Error ? error.message : '';
    }
  };

  protected override render(): TemplateResult {
    const s = stringsOf(this.language);
    return html`
      <dialog class="low" lang=${this.language} aria-labelledby="title" @keydown=${this.escaped}>
        <div class="sheet">
          <header class="bar">
            <h2 id="title">${s.handoffTitle}</h2>
            <button class="quiet" type="button" aria-label=${s.close} title=${s.close} @click=${this.close}>${icons.close}</button>
          </header>
          <div class="scroll">${this.state === 'done' ? this.done() : this.form()}</div>
        </div>
      </dialog>
    `;
  }

  private done(): TemplateResult {
    const s = stringsOf(this.language);
    return html`<div class="done" role="status"><p>${icons.met}<span>${s.handoffDone}</span></p><button class="plain-button" type="button" @click=${this.close}>${s.close}</button></div>`;
  }

  private form(): TemplateResult {
    const s = stringsOf(this.language);
    const sending = this.state === 'sending';
    return html`
      <form novalidate @submit=${this.submit}>
        <p class="intro">${s.handoffIntro}</p>
        <label>${s.handoffQuestion}<textarea name="text" rows="4" maxlength=${maxQuestion} required .value=${this.question}></textarea></label>
        <label>${s.handoffContact}<input name="contact" maxlength="200" required autocomplete="tel" aria-invalid=${this.trouble ? 'true' : 'false'} aria-describedby="trouble" /></label>
        <label>${s.handoffName}<input name="name" maxlength="60" autocomplete="name" /></label>
        <p class="trouble" id="trouble" role="alert">${this.trouble}</p>
        <div class="buttons">
          <button class="primary" type="submit" ?disabled=${sending}>${sending ? s.handoffSending : s.handoffSend}</button>
          <button class="plain-button" type="button" @click=${this.close}>${s.cancel}</button>
        </div>
        ${this.contact ? html`<div class="direct">${contactView(this.contact, s)}</div>` : nothing}
      </form>
    `;
  }
}
