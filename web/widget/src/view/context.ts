import type { Api } from '../api';
import type { Entry } from '../dialogue';
import type { Answer, Quote, Result } from '../protocol';
import type { Language, Strings } from '../strings';

/** What the parts of an answer need of the chat around them. */
export interface Context {
  strings: Strings;
  language: Language;
  /** The newest entry: only its questions and suggestions can be clicked. */
  latest: boolean;
  busy: boolean;
  ask(text: string): void;
  again(entry: Entry): void;
  copy(entry: Entry): void;
  copied: 'yes' | 'no' | undefined;
  vote(entry: Entry, vote: 1 | -1): void;
  comment(entry: Entry, text: string): void;
  expanded(id: string): boolean;
  expand(id: string): void;
  api: Api;
  /** Opens a quote in its document. */
  open(quote: Quote, answer: Answer): void;
  print(entry: Entry): void;
  receipt(entry: Entry): void;
  /** How the receipt of this entry came. */
  saved: 'yes' | 'no' | undefined;
  /** Leaves a question for a person; undefined where nobody takes it. */
  handoff: ((entry: Entry) => void) | undefined;
  /** On paper nothing can be clicked. */
  paper: boolean;
  /** The chart of a result as it stands, for paper. */
  chart?: (result: Result) => Node | undefined;
}
