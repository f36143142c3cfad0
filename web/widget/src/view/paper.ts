import { html, type TemplateResult } from 'lit';
import type { Entry } from '../dialogue';
import type { Answer } from '../protocol';
import { answerView } from './answer';
import type { Context } from './context';

/** One answer as it is printed: question, answer, quotes whole, nothing to
 * click. */
export function paperView(entry: Entry, answer: Answer, c: Context): TemplateResult {
  const s = c.strings;
  return html`
    <main class="paper" lang=${c.language}>
      <header>
        <h1>${s.name}</h1>
        <p class="asked"><b>${s.you}</b>${entry.question}</p>
      </header>
      ${answerView(entry, answer, { ...c, latest: false })}
      <p class="disclaimer">${s.disclaimer}</p>
    </main>
  `;
}
