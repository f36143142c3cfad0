import { html, nothing, type TemplateResult } from 'lit';
import type { Contact } from '../api';
import type { Strings } from '../strings';
import { icons } from './icons';

/** A link that leads to a web page and nowhere else, else undefined: what an
 * office enters is shown, never run. */
export function webLink(link: string | undefined): string | undefined {
  try {
    const url = new URL(link ?? '');
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The digits of a telephone number for a tel: link, else undefined. */
export function dial(phone: string): string | undefined {
  const [number] = phone.split(/[转,，;；/、]/);
  const digits = (number ?? '').replace(/[^\d+]/g, '');
  return digits.length >= 3 ? `tel:${digits}` : undefined;
}

/** Who to turn to, as the office entered it. */
export function contactView(c: Contact, s: Strings): TemplateResult | typeof nothing {
  const link = webLink(c.link);
  if (!c.office && !c.phone && !c.address && !link) return nothing;
  const tel = c.phone ? dial(c.phone) : undefined;
  return html`
    <address class="contact">
      ${c.office ? html`<span class="office">${c.office}</span>` : nothing}
      ${c.phone ? html`<span>${icons.phone}${tel ? html`<a href=${tel}>${c.phone}</a>` : c.phone}</span>` : nothing}
      ${c.address ? html`<span>${c.address}</span>` : nothing}
      ${link ? html`<a class="apply" href=${link} target="_blank" rel="noopener noreferrer">${s.apply}${icons.out}</a>` : nothing}
    </address>
  `;
}
