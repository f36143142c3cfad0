import type { Entry } from '../dialogue';
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
}
