import { html, nothing, type TemplateResult } from 'lit';
import type { Entry } from '../dialogue';
import { money } from '../figures';
import { layout, type Block } from '../layout';
import { emphasised, paragraphs } from '../prose';
import type { Answer } from '../protocol';
import { contactView } from './contact';
import { chooseLanguage, stringsOf } from '../strings';
import { calculationView, hasCalculation } from './calculation';
import type { Context } from './context';
import { feedbackView } from './feedback';
import { icons } from './icons';
import { noticesView } from './notices';
import { proseView } from './prose';
import { byDocument, quoteView } from './quote';

/** A question in English has an English answer, also on a Chinese page; its
 * cards then speak English too. */
function inLanguageOf(answer: Answer, c: Context): Context {
  const language = answer.language ? chooseLanguage([answer.language]) : c.language;
  return { ...c, language, strings: stringsOf(language) };
}

/** What a person of the office wrote, said to be that. */
function staffView(entry: Entry, answer: Answer, c: Context): TemplateResult {
  const s = c.strings;
  return html`
    <article class="answer" aria-label=${answer.staff!}>
      <section class="card by-staff">
        <h3>${icons.person}${answer.staff}</h3>
        ${paragraphs(answer.text).map((p) => html`<p>${p}</p>`)}
      </section>
      ${c.paper
        ? nothing
        : html`<footer class="foot"><button class="quiet" type="button" @click=${() => c.copy(entry)}>${c.copied === 'yes' ? icons.met : icons.copy}<span>${c.copied === 'yes' ? s.copied : s.copy}</span></button></footer>`}
    </article>
  `;
}

/** A finished answer: the conclusion, then the cards it rests on. */
export function answerView(entry: Entry, answer: Answer, chat: Context): TemplateResult {
  if (answer.staff) return staffView(entry, answer, chat);
  const c = inLanguageOf(answer, chat);
  const s = c.strings;
  const { blocks, quotes } = layout(answer);
  const results = (answer.results ?? []).filter(hasCalculation);
  const calculation = results[0] ? calculationView(results[0], answer, c) : nothing;
  // What is asked back comes before the long part, but never before an amount.
  return html`
    <article class="answer" lang=${c.language} aria-label=${s.answer}>
      <div class="prose">
        ${blocksView(blocks, answer, c)}
        ${(answer.carried ?? []).length > 0 ? html`<p class="aside">${s.carried(answer.carried!)}</p>` : nothing}
      </div>
      ${results[0]?.amount ? calculation : nothing} ${questionsView(answer, c)} ${results[0]?.amount ? nothing : calculation}
      ${results.length > 1
        ? html`<section class="others"><h3>${s.otherResults}</h3>${results.slice(1).map(
            (r) => html`<details class="card"><summary>${r.title}</summary>${calculationView(r, answer, c)}</details>`,
          )}</section>`
        : nothing}
      ${quotes.length > 0
        ? html`<section class="quotes"><h3>${s.basis}</h3>${byDocument(quotes).map((d) => quoteView(d, answer, c))}</section>`
        : nothing}
      ${noticesView(answer.notices ?? [], c)}
      ${contactsView(answer, c)}
      ${c.latest && !c.paper ? suggestionsView(answer, c) : nothing}
      <footer class="foot">
        <span class="as-of">${answer.as_of ? s.asOf(answer.as_of) : nothing}</span>
        ${c.paper ? nothing : actionsView(entry, answer, c)}
      </footer>
      ${c.copied === 'no' ? html`<p class="aside" role="alert">${s.notCopied}</p>` : nothing}
      ${c.saved === 'no' ? html`<p class="aside" role="alert">${s.receiptFailed}</p>` : nothing}
    </article>
  `;
}

function actionsView(entry: Entry, answer: Answer, c: Context): TemplateResult {
  const s = c.strings;
  return html`
    <button class="quiet" type="button" @click=${() => c.copy(entry)}>${c.copied === 'yes' ? icons.met : icons.copy}<span>${c.copied === 'yes' ? s.copied : s.copy}</span></button>
    <button class="quiet" type="button" @click=${() => c.print(entry)}>${icons.print}<span>${s.print}</span></button>
    ${answer.receipt
      ? html`<button class="quiet" type="button" @click=${() => c.receipt(entry)}>${c.saved === 'yes' ? icons.met : icons.receipt}<span>${c.saved === 'yes' ? s.receiptSaved : s.receipt}</span></button>`
      : nothing}
    ${c.handoff ? html`<button class="quiet" type="button" @click=${() => c.handoff!(entry)}>${icons.person}<span>${s.handoff}</span></button>` : nothing}
    ${feedbackView(entry, c)}
  `;
}

/** The text in its order; what a model wrote stands together under a mark. */
function blocksView(blocks: Block[], answer: Answer, c: Context): unknown[] {
  const s = c.strings;
  const out: unknown[] = [];
  if (answer.brief) out.push(html`<p class="mark-line"><b>${s.brief}</b>${s.briefWhy}</p>`);
  const written = (b: Block): boolean => 'text' in b && answer.prose !== undefined && answer.prose.text.includes(b.text);
  for (let i = 0; i < blocks.length; i++) {
    const b = blocks[i]!;
    if (!written(b)) {
      out.push(blockView(b, i === 0 && !('quote' in (blocks[1] ?? {})), answer, c));
      continue;
    }
    const part: Block[] = [];
    while (i < blocks.length && written(blocks[i]!)) part.push(blocks[i++]!);
    i--;
    out.push(html`<section class="model"><p class="mark-line">${s.modelWrote}</p>${part.map((x) => blockView(x, false, answer, c))}</section>`);
  }
  return out;
}

/** Who is in charge by the clause, and how the office is reached where it has
 * said so. */
function contactsView(answer: Answer, c: Context): TemplateResult | typeof nothing {
  const s = c.strings;
  const departments = answer.departments ?? [];
  const cards = (answer.contacts ?? []).map((x) => contactView(x, s)).filter((x) => x !== nothing);
  if (departments.length === 0 && cards.length === 0) return nothing;
  return html`
    <section class="card contacts">
      <h3>${s.contacts}</h3>
      ${departments.length > 0 ? html`<p><span class="kicker">${s.departments}</span><span lang="zh-Hans">${departments.join('、')}</span></p>` : nothing}
      ${cards}
    </section>
  `;
}

function blockView(block: Block, conclusion: boolean, answer: Answer, c: Context): TemplateResult | typeof nothing {
  if ('quote' in block) return quoteView([[block.quote]], answer, c);
  if (!conclusion) return proseView(block.text);
  const amount = answer.results?.[0]?.amount;
  return html`<div class="conclusion">${proseView(emphasised(block.text, amount && money(amount.yuan, c.language).main))}</div>`;
}

function questionsView(answer: Answer, c: Context): TemplateResult | typeof nothing {
  const questions = answer.questions ?? [];
  if (questions.length === 0) return nothing;
  return html`
    <section class="card questions">
      <h3>${c.strings.ask}</h3>
      ${questions.map(
        (q) => html`
          <div class="back">
            <p>${q.text}</p>
            ${(q.choices ?? []).length > 0
              ? html`<div class="choices" role="group" aria-label=${q.text}>
                  ${q.choices!.map(
                    (choice) =>
                      html`<button class="choice" type="button" ?disabled=${!c.latest || c.busy} @click=${() => c.ask(choice)}>${choice}</button>`,
                  )}
                </div>`
              : nothing}
          </div>
        `,
      )}
    </section>
  `;
}

function suggestionsView(answer: Answer, c: Context): TemplateResult | typeof nothing {
  const suggestions = answer.suggestions ?? [];
  if (suggestions.length === 0) return nothing;
  return html`
    <div class="chips" role="group" aria-label=${c.strings.next}>
      ${suggestions.map((t) => html`<button class="chip" type="button" ?disabled=${c.busy} @click=${() => c.ask(t)}>${t}</button>`)}
    </div>
  `;
}
