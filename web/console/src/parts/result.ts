import { html, nothing, type TemplateResult } from 'lit';
import type { Result } from '../types';
import { grouped, money, outcomes, states } from '../words';

/** The one line that says what came out. */
export function headline(r: Result): TemplateResult {
  const amount = r.amount ? html`<strong class="sum">${money(r.amount.yuan)}</strong> <span class="soft">${grouped(r.amount.yuan)}元</span>` : nothing;
  switch (r.outcome) {
    case 'amount':
      return html`${amount}`;
    case 'up_to':
      return html`最高 ${amount}`;
    case 'date':
      return html`<strong class="sum">${r.date}</strong>`;
    case 'value':
      return html`<strong class="sum">${r.value?.operator ?? ''}${r.value?.number ?? r.value?.text ?? ''}${r.value?.unit ?? ''}</strong>`;
    default:
      return html`<strong class="sum word ${r.outcome}">${outcomes[r.outcome] ?? r.outcome}</strong>${r.outcome === 'not_eligible' && r.amount ? html` <span class="soft">0元</span>` : nothing}`;
  }
}

/** A result with its arithmetic, conditions, other readings and notes. */
export function resultView(r: Result): TemplateResult {
  return html`
    <div class="result ${r.outcome}">
      <p class="headline">${headline(r)}</p>
      ${(r.problems ?? []).map((p) => html`<p class="bad">${p.text ?? p.message ?? p.input}</p>`)}
      ${r.steps && r.steps.length > 0
        ? html`<table class="steps">
            <caption class="sr">计算过程</caption>
            <tbody>
              ${r.steps.map((s) => html`<tr><th scope="row">${s.label}</th><td class="num">${digits(s.expression)}</td><td class="num value">${grouped(s.value)}${s.unit ?? ''}</td></tr>`)}
            </tbody>
          </table>`
        : nothing}
      ${r.conditions && r.conditions.length > 0
        ? html`<ul class="conditions">${r.conditions.map((c) => html`<li class=${c.state}><span class="state">${states[c.state] ?? c.state}</span>${c.label}</li>`)}</ul>`
        : nothing}
      ${(r.readings ?? []).map((x) => html`<p class="reading">另一口径（${x.label}）：${x.amount ? money(x.amount.yuan) : (outcomes[x.outcome ?? ''] ?? '')}</p>`)}
      ${r.next ? html`<p class="reading">再多${money(r.next.more)}，到${money(r.next.at)}时为${money(r.next.amount.yuan)}</p>` : nothing}
      ${(r.assumed ?? []).map((a) => html`<p class="note">${a.text}</p>`)}
      ${(r.notes ?? []).map((n) => html`<p class="note ${n.kind}">${n.text}</p>`)}
      ${(r.parts ?? []).map((p) => html`<details><summary>${p.title ?? p.rule}：${headline(p)}</summary>${resultView(p)}</details>`)}
    </div>
  `;
}

/** The same as plain text, to paste into a ticket. */
export function resultText(r: Result): string {
  const lines = [`${r.title ?? r.rule}：${r.outcome === 'up_to' ? '最高' : ''}${r.amount ? money(r.amount.yuan) : (r.date ?? outcomes[r.outcome] ?? r.outcome)}`];
  for (const s of r.steps ?? []) lines.push(`　${s.label}：${s.expression} = ${grouped(s.value)}${s.unit ?? ''}`);
  for (const c of r.conditions ?? []) lines.push(`　[${states[c.state]}] ${c.label}`);
  for (const x of r.readings ?? []) if (x.amount) lines.push(`　另一口径（${x.label}）：${money(x.amount.yuan)}`);
  for (const n of r.notes ?? []) lines.push(`　注：${n.text}`);
  for (const q of r.quotes ?? []) lines.push(`　“${q.text}”——《${q.title ?? q.document}》${q.path ?? q.clause}`);
  return lines.join('\n');
}

/** 850000 − 500000 → 850,000 − 500,000. */
const digits = (expression: string): string => expression.replace(/\d+(\.\d+)?/g, grouped);
