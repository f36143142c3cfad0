import { html, nothing, type TemplateResult } from 'lit';
import type { Entry } from '../dialogue';
import type { Context } from './context';
import { icons } from './icons';

/** What the server takes as a comment, in characters. */
const maxComment = 1000;

/** Thumbs, and after a vote room for a reason. */
export function feedbackView(entry: Entry, c: Context): TemplateResult {
  const s = c.strings;
  return html`
    <span class="votes" role="group" aria-label=${s.feedbackGroup}>
      <button class="quiet" type="button" aria-label=${s.up} title=${s.up} aria-pressed=${entry.vote === 1 ? 'true' : 'false'} @click=${() => c.vote(entry, 1)}>${icons.up}</button>
      <button class="quiet" type="button" aria-label=${s.down} title=${s.down} aria-pressed=${entry.vote === -1 ? 'true' : 'false'} @click=${() => c.vote(entry, -1)}>${icons.down}</button>
    </span>
    ${entry.vote === undefined ? nothing : entry.thanked ? html`<p class="thanks" role="status">${s.thanks}</p>` : form(entry, c)}
  `;
}

function form(entry: Entry, c: Context): TemplateResult {
  const s = c.strings;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const said = [...data.getAll('reason'), data.get('comment')].map((x) => String(x ?? '').trim()).filter((x) => x !== '');
    c.comment(entry, said.join('；').slice(0, maxComment));
  };
  const id = `comment-${entry.id}`;
  return html`
    <form class="comment" @submit=${submit}>
      ${entry.vote === -1
        ? html`<div class="reasons" role="group" aria-label=${s.commentDown}>
            ${s.reasons.map((r) => html`<label class="chip"><input type="checkbox" name="reason" value=${r} />${r}</label>`)}
          </div>`
        : nothing}
      <label for=${id}>${entry.vote === 1 ? s.commentUp : s.commentDown}</label>
      <input id=${id} name="comment" maxlength=${maxComment} autocomplete="off" />
      <button class="plain-button" type="submit">${s.sendComment}</button>
    </form>
  `;
}
