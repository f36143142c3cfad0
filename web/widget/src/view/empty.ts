import { html, nothing, type TemplateResult } from 'lit';
import type { Start } from '../api';
import { languages, stringsOf, type Language } from '../strings';
import { contactView } from './contact';
import { icons } from './icons';

/** What the empty chat can lead to. */
export interface Beginnings {
  start: Start | undefined;
  language: Language;
  ask(question: string): void;
  handOff(): void;
  speak(event: Event): void;
}

/** The chat before the first question: what may be asked, a person, the
 * languages, the site's own contact. */
export function emptyView(c: Beginnings): TemplateResult {
  const s = stringsOf(c.language);
  const set = c.start?.site?.languages ?? [];
  const offered = set.length > 0 ? languages.filter((l) => set.includes(l)) : languages;
  return html`
    <div class="empty">
      <h3>${s.emptyTitle}</h3>
      <p>${s.emptyText}</p>
      <p class="kicker" id="samples">${s.tryThese}</p>
      <ul aria-labelledby="samples">
        ${s.samples.map((q) => html`<li><button type="button" class="sample" @click=${() => c.ask(q)}>${q}</button></li>`)}
      </ul>
      <div class="below">
        ${c.start?.handoff ? html`<button class="quiet" type="button" @click=${() => c.handOff()}>${icons.person}<span>${s.handoff}</span></button>` : nothing}
        ${offered.length > 1
          ? html`<label class="speak">${s.languages}<select @change=${c.speak}>${offered.map((l) => html`<option value=${l} lang=${l} ?selected=${l === c.language}>${stringsOf(l).itself}</option>`)}</select></label>`
          : nothing}
      </div>
      ${c.start?.site?.contact ? contactView(c.start.site.contact, s) : nothing}
    </div>
  `;
}
