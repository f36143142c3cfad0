import { plain } from './prose';
import type { Answer } from './protocol';
import type { Strings } from './strings';
import { source } from './view/quote';

/** An answer as text to paste: question, answer, where it is from. */
export function answerText(answer: Answer, question: string, s: Strings): string {
  const sources = [...new Set((answer.quotes ?? []).map((q) => source(q, s)))];
  return [
    ...(question === '' ? [] : [`${s.you}：${question}`]),
    ...(answer.staff ? [answer.staff] : []),
    plain(answer.text),
    ...(sources.length > 0 ? [`${s.from}：${sources.join('；')}`] : []),
    ...(answer.staff ? [] : [`${s.asOf(answer.as_of)}。${s.disclaimer}`]),
  ].join('\n\n');
}
