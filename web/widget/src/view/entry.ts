import { html, nothing, type TemplateResult } from 'lit';
import type { Entry } from '../dialogue';
import { paragraphs } from '../prose';
import { answerView } from './answer';
import type { Context } from './context';
import { icons } from './icons';
import { proseView } from './prose';

/** One question with what became of it. */
export function entryView(entry: Entry, c: Context): TemplateResult {
  return html`
    <div class="entry" data-entry=${entry.id} data-state=${entry.state}>
      ${entry.question === '' ? nothing : html`<p class="question"><span class="sr">${c.strings.you}：</span>${entry.question}</p>`}
      ${outcome(entry, c)}
    </div>
  `;
}

function outcome(entry: Entry, c: Context): TemplateResult | typeof nothing {
  const s = c.strings;
  switch (entry.state) {
    case 'waiting':
      // Hidden from readers: they hear the stage from the status line and the
      // answer when it is whole.
      return html`
        <div class="answer pending" aria-hidden="true">
          ${entry.streamed === '' ? nothing : html`<div class="prose">${paragraphs(entry.streamed).map((p) => proseView(p))}</div>`}
          <p class="stage"><span class="dots"><i></i><i></i><i></i></span>${stageText(entry, c)}</p>
        </div>
      `;
    case 'done':
      return entry.answer ? answerView(entry, entry.answer, c) : nothing;
    case 'stopped':
      return html`<div class="answer outcome"><p>${s.stopped}</p>${again(entry, c)}</div>`;
    case 'failed':
      return html`
        <div class="answer outcome bad">
          <p class="why">${icons.warning}<span><strong>${s.failed}</strong>${entry.error}</span></p>
          ${again(entry, c)}
        </div>
      `;
  }
}

function again(entry: Entry, c: Context): TemplateResult {
  return html`<button class="plain-button" type="button" ?disabled=${c.busy} @click=${() => c.again(entry)}>${c.strings.again}</button>`;
}

export function stageText(entry: Entry, c: Pick<Context, 'strings'>): string {
  return entry.stage ? c.strings[entry.stage] : c.strings.waiting;
}
