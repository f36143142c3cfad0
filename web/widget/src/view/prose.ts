import { html, type TemplateResult } from 'lit';
import { runs } from '../prose';

/** A paragraph as text, with bold runs. */
export function proseView(paragraph: string): TemplateResult {
  return html`<p>${runs(paragraph).map((r) => (r.bold ? html`<strong>${r.text}</strong>` : r.text))}</p>`;
}
