import { html, nothing } from 'lit';
import { send } from '../api';
import type { Doc, Row } from '../types';
import { View } from '../view';
import { clauseName } from '../words';

type Contact = Record<string, string>;

const inputs: readonly [string, string, string, number][] = [
  ['office', '单位', 'text', 60],
  ['phone', '电话', 'text', 60],
  ['address', '地址', 'text', 200],
  ['link', '申报网址', 'url', 300],
];

/** Who to turn to and where to apply, of a document and of single clauses, as
 * the office enters them. What is stored is told by "cw-stored". */
export class Contacts extends View {
  static override properties = { ...View.properties, pack: {}, doc: { attribute: false }, rows: { attribute: false }, at: { state: true } };
  declare pack: string;
  declare doc: Doc;
  declare rows: Row[];
  declare at: string;

  constructor() {
    super();
    this.rows = [];
    this.at = '';
  }

  private of(clause: string): Contact {
    return (clause === '' ? this.doc.contact : this.doc.contacts?.[clause]) ?? {};
  }

  private name(clause: string): string {
    return clause === '' ? '整份文件' : clauseName(this.rows.find((r) => r.clause === clause)?.number, clause);
  }

  private async store(e: Event): Promise<void> {
    e.preventDefault();
    const data = new FormData(e.target as HTMLFormElement);
    const contact = Object.fromEntries(inputs.map(([name]) => [name, String(data.get(name) ?? '').trim()]));
    const done = await this.act(() => send('PUT', `/api/v1/packs/${encodeURIComponent(this.pack)}/contact`, { document: this.doc.id, clause: this.at, ...contact }));
    if (done) this.dispatchEvent(new CustomEvent('cw-stored', { detail: done }));
  }

  override render() {
    const entered = [...(Object.keys(this.doc.contact ?? {}).length > 0 ? [''] : []), ...Object.keys(this.doc.contacts ?? {})];
    const choices = this.rows.filter((r) => r.document === this.doc.id && (r.kind === 'clause' || r.kind === 'item'));
    const c = this.of(this.at);
    return html`
      <h2 class="group">联系方式与申报网址</h2>
      ${entered.length === 0
        ? html`<p class="note">还没有填写。填写后随答复显示：条款有自己的就用条款的，没有就用整份文件的。</p>`
        : html`<table class="grid"><caption class="sr">已填写的联系方式</caption><thead><tr><th scope="col">用于</th>${inputs.map(([, label]) => html`<th scope="col">${label}</th>`)}</tr></thead><tbody>${entered.map((k) => html`<tr class=${k === this.at ? 'chosen' : ''}><th scope="row">${this.name(k)}</th>${inputs.map(([field]) => html`<td>${this.of(k)[field] ?? ''}</td>`)}</tr>`)}</tbody></table>`}
      ${this.may('proposals.create')
        ? html`<form class="contact-form" @submit=${this.store}>
            <div class="field"><label for="contact-clause">用于</label><select id="contact-clause" .value=${this.at} @change=${(e: Event) => (this.at = (e.target as HTMLSelectElement).value)}><option value="">整份文件</option>${choices.map((r) => html`<option value=${r.clause} ?selected=${r.clause === this.at}>${r.path ?? this.name(r.clause)}</option>`)}</select></div>
            ${inputs.map(([field, label, type, max]) => html`<div class="field"><label for=${`contact-${field}`}>${label}</label><input id=${`contact-${field}`} name=${field} type=${type} maxlength=${max} .value=${c[field] ?? ''} placeholder=${field === 'link' ? 'https://' : nothing}></div>`)}
            ${this.error ? html`<p class="bad" role="alert">${this.error}</p>` : nothing}
            <p class="actions"><button class="primary" ?disabled=${this.acting()}>保存联系方式</button><span class="note">全部留空保存，就是去掉。</span></p>
          </form>`
        : nothing}`;
  }
}
customElements.define('cw-contacts', Contacts);
