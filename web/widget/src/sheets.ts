// The style sheets of the chat, and those of an answer on paper.

import answer from './styles/answer.css?inline';
import base from './styles/base.css?inline';
import calculation from './styles/calculation.css?inline';
import contact from './styles/contact.css?inline';
import curve from './styles/curve.css?inline';
import frame from './styles/frame.css?inline';
import paper from './styles/paper.css?inline';
import print from './styles/print.css?inline';
import quote from './styles/quote.css?inline';
import tokens from './styles/tokens.css?inline';

export const chatSheets = [tokens, base, frame, answer, calculation, quote, contact, paper];

/** A page of its own has no host element: its root carries the tokens. */
export const paperSheets = (): string => [tokens.replaceAll(':host', ':root'), base, answer, calculation, quote, contact, paper, print].join('\n');

/** Charts stand apart, as they do in the chat. */
export const chartSheets = (): string => [base, curve].join('\n');
