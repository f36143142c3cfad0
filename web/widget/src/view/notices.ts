import { html, nothing, type TemplateResult } from 'lit';
import type { Notice } from '../protocol';
import type { Context } from './context';
import { icons } from './icons';

const marks: Record<string, keyof typeof icons> = { draft: 'warning', expired: 'expired', not_yet_in_force: 'expired', incomplete_source: 'warning' };

/** What must be known beside the answer: icon, word and text. */
export function noticesView(notices: Notice[], c: Context): TemplateResult | typeof nothing {
  if (notices.length === 0) return nothing;
  return html`
    <section class="card notices">
      <h3>${c.strings.notices}</h3>
      <ul>
        ${notices.map(
          (n) => html`<li data-kind=${n.kind}>
            ${icons[marks[n.kind] ?? 'info']}
            <span><b>${c.strings.kinds[n.kind] ?? c.strings.notices}</b>${n.text}</span>
          </li>`,
        )}
      </ul>
    </section>
  `;
}
