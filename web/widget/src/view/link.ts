import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../strings';
import { icons } from './icons';

/** What is wrong with the line to the service, where anything is. */
export function linkView(s: Strings, is: { refused: boolean; online: boolean; waiting: boolean }, retry: () => void): TemplateResult | typeof nothing {
  if (is.refused) return html`<div class="link" role="alert">${icons.warning}<span>${s.siteRefused}</span></div>`;
  if (!is.online) return html`<div class="link" role="alert">${icons.warning}<span>${s.offline}</span></div>`;
  if (!is.waiting) return nothing;
  return html`
    <div class="link" role="alert">
      ${icons.warning}<span>${s.waitingLink}</span>
      <button class="plain-button" type="button" @click=${retry}>${s.retryNow}</button>
    </div>
  `;
}
