import { html, nothing, type TemplateResult } from 'lit';
import { expression, inWan, money, withUnit } from '../figures';
import { remarksOf, shownReadings } from '../layout';
import type { Answer, Condition, Result, Step } from '../protocol';
import type { Context } from './context';
import { icons } from './icons';

import { quoteOf, statusBadges } from './quote';

/** Whether a result has anything that the text alone would not show well. */
export function hasCalculation(r: Result): boolean {
  const parts = [r.steps, r.conditions, r.readings, r.problems];
  return r.amount !== undefined || r.value !== undefined || parts.some((p) => (p ?? []).length > 0);
}

/** The amount, how it came about, under which conditions, and what another
 * reading would give. */
export function calculationView(r: Result, answer: Answer, c: Context): TemplateResult {
  const s = c.strings;
  return html`
    <section class="card calculation" data-rule=${r.rule}>
      <header>
        <h3>${r.amount || (r.steps ?? []).length > 0 ? html`<span class="kicker">${s.calculation}</span>` : nothing}${r.title}</h3>
        ${headline(r, answer, c)}
      </header>
      ${(r.steps ?? []).length > 0 ? stepsTable(r.steps!, c) : nothing}
      ${(r.problems ?? []).map((p) => html`<p class="problem">${icons.warning}<span>${p.text}</span></p>`)}
      ${(r.conditions ?? []).length > 0 ? conditionsList(r.conditions!, c) : nothing}
      ${readings(r, c)}
      ${curve(r, answer, c)}
      ${remarks(r, c)}
    </section>
  `;
}

function headline(r: Result, answer: Answer, c: Context): TemplateResult | typeof nothing {
  const rests = quoteOf(r, answer);
  // An amount is never seen without the standing of what grants it.
  const badges = rests ? html`<span class="badges">${statusBadges(rests, answer, c.strings)}</span>` : nothing;
  if (r.amount) {
    const m = money(r.amount.yuan, c.language);
    return html`<p class="amount">
      ${r.outcome === 'up_to' ? html`<span class="up-to">${c.strings.upTo}</span>` : nothing}<strong>${m.main}</strong>${m.full
        ? html`<span class="full">${m.full}</span>`
        : nothing}${badges}
    </p>`;
  }
  if (r.value) {
    return html`<p class="amount"><strong>${r.value.operator ?? ''}${withUnit(r.value.number, r.value.unit ?? '')}</strong>${badges}</p>`;
  }
  return nothing;
}

function stepsTable(steps: Step[], c: Context): TemplateResult {
  const s = c.strings;
  return html`
    <table class="steps">
      <thead>
        <tr><th scope="col">${s.item}</th><th scope="col">${s.working}</th><th scope="col" class="figure">${s.figure}</th></tr>
      </thead>
      <tbody>
        ${steps.map(
          (step) => html`<tr><th scope="row">${step.label}</th><td>${expression(step.expression)}</td><td class="figure">${stepValue(step, c)}</td></tr>`,
        )}
      </tbody>
    </table>
  `;
}

function stepValue(step: Step, c: Context): TemplateResult {
  const unit = step.unit ?? '';
  const wan = unit === '元' ? inWan(step.value, c.language) : undefined;
  return html`${withUnit(step.value, unit)}${wan ? html`<small>${wan}元</small>` : nothing}`;
}

function conditionsList(conditions: Condition[], c: Context): TemplateResult {
  const s = c.strings;
  const words = { met: s.met, failed: s.failedCondition, unconfirmed: s.unconfirmed };
  return html`
    <div class="conditions">
      <h4>${s.conditions}</h4>
      <ul>
        ${conditions.map(
          (k) => html`<li data-state=${k.state}>
            <span class="state">${icons[k.state]}${words[k.state]}</span><span class="label">${k.label}${k.why ? html`<small>${expression(k.why)}</small>` : nothing}</span>
          </li>`,
        )}
      </ul>
    </div>
  `;
}

function readings(r: Result, c: Context): TemplateResult | typeof nothing {
  const others = shownReadings(r);
  if (others.length === 0) return nothing;
  const s = c.strings;
  return html`
    <div class="readings">
      <h4>${s.otherReadings}</h4>
      <p>${s.otherReadingsText}</p>
      <ul>
        ${others.map((x) => {
          const gives = x.amount ? money(x.amount.yuan, c.language).main : x.outcome === 'eligible' ? s.fits : s.fitsNot;
          return html`<li><span>${x.label}</span><strong>${gives}</strong></li>`;
        })}
      </ul>
    </div>
  `;
}

/** The chart asks for itself; where nothing varies it stays away. */
function curve(r: Result, answer: Answer, c: Context): TemplateResult | typeof nothing {
  if (c.paper) return html`${c.chart?.(r)}`;
  if (!r.amount || Object.keys(r.inputs ?? {}).length === 0) return nothing;
  return html`<clausewise-curve .api=${c.api} .result=${r} .asOf=${answer.as_of} .language=${c.language}></clausewise-curve>`;
}

function remarks(r: Result, c: Context): TemplateResult | typeof nothing {
  const all = remarksOf(r);
  if (all.length === 0) return nothing;
  return html`<div class="remarks"><h4>${c.strings.remarks}</h4><ul>${all.map((t) => html`<li>${t}</li>`)}</ul></div>`;
}
