import { html, nothing, type TemplateResult } from 'lit';
import { length, maxQuestion } from '../protocol';
import type { Strings } from '../strings';
import { icons } from './icons';

/** From how many characters on the length is shown. */
const countFrom = maxQuestion - 500;

/** What the field and its buttons do. */
export interface Composing {
  strings: Strings;
  draft: string;
  /** An answer is on its way: it can be stopped. */
  waiting: boolean;
  refused: boolean;
  /** There is a conversation to delete. */
  begun: boolean;
  submit(event: Event): void;
  halt(): void;
  typed(event: Event): void;
  pressed(event: KeyboardEvent): void;
  focused(): void;
  remove(): void;
}

export function composerView(c: Composing): TemplateResult {
  const s = c.strings;
  const n = length(c.draft.trim());
  const over = n > maxQuestion;
  const [count, max] = [n.toLocaleString('en-US'), maxQuestion.toLocaleString('en-US')];
  return html`
    <form class="composer" @submit=${c.submit}>
      <div class="field" data-over=${over ? 'yes' : 'no'}>
        <textarea
          rows="1"
          enterkeyhint="send"
          autocomplete="off"
          aria-label=${s.input}
          aria-describedby="hint"
          aria-invalid=${over ? 'true' : 'false'}
          placeholder=${s.placeholder}
          .value=${c.draft}
          ?disabled=${c.refused}
          @input=${c.typed}
          @keydown=${c.pressed}
          @focus=${c.focused}
        ></textarea>
        ${c.waiting
          ? html`<button class="send" type="button" @click=${c.halt}>${icons.stop}<span>${s.stop}</span></button>`
          : html`<button class="send" type="submit" ?disabled=${n === 0 || over || c.refused}>${icons.send}<span>${s.send}</span></button>`}
      </div>
      <p class="hint" id="hint">
        ${over ? html`<span class="over" role="alert">${s.tooLong(count, max)}</span>` : html`<span>${s.hint}</span>`}
        ${c.begun ? html`<button class="remove" type="button" @click=${c.remove}>${s.remove}</button>` : nothing}
        ${n >= countFrom && !over ? html`<span>${s.length(count, max)}</span>` : nothing}
      </p>
    </form>
  `;
}
