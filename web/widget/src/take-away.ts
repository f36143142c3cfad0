// What a user takes away of an answer: its text, a page on paper, the receipt.

import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import type { Api } from './api';
import { answerText } from './clipboard';
import type { ClausewiseCurve } from './curve-view';
import type { Entry } from './dialogue';
import { printView } from './print';
import type { Result } from './protocol';
import { chartSheets, paperSheets } from './sheets';
import type { Language, Strings } from './strings';
import { copyText, saveFile } from './world';

/** So long printing waits for the charts of an answer, in milliseconds. */
const patience = 3000;

/** The chat, as far as taking away goes. */
interface Host extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** What of the chat may change between one answer and the next. */
interface Now {
  api: Api;
  strings: Strings;
  language: Language;
  /** The entry's answer as it is printed. */
  paper: (entry: Entry, chart: (r: Result) => Node | undefined) => TemplateResult;
}

/** Whether something has been done, said for a while beside its button. */
interface Said {
  id: string;
  done: boolean;
}

export class TakeAway implements ReactiveController {
  private copied: Said | undefined;
  private saved: Said | undefined;
  private printing = false;

  constructor(
    private readonly host: Host,
    private readonly now: () => Now,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** What the buttons of an entry say. */
  of(entry: Entry): { copied: 'yes' | 'no' | undefined; saved: 'yes' | 'no' | undefined } {
    const word = (said: Said | undefined) => (said?.id === entry.id ? (said.done ? 'yes' : 'no') : undefined);
    return { copied: word(this.copied), saved: word(this.saved) };
  }

  readonly copy = (entry: Entry): void => {
    if (!entry.answer) return;
    void copyText(answerText(entry.answer, entry.question, this.now().strings)).then((done) => {
      this.copied = { id: entry.id, done };
      this.host.requestUpdate();
      setTimeout(() => this.hush(), 4000);
    });
  };

  /** Takes back what was said of copying. */
  hush(): void {
    this.copied = undefined;
    this.host.requestUpdate();
  }

  readonly print = async (entry: Entry): Promise<void> => {
    if (!entry.answer || this.printing) return;
    this.printing = true;
    const charts = [...this.host.renderRoot.querySelectorAll<ClausewiseCurve>(`[data-entry="${CSS.escape(entry.id)}"] clausewise-curve`)];
    // A chart still on its way belongs on the paper; one that does not come
    // must not keep the paper back.
    await Promise.race([Promise.all(charts.map((x) => x.settled)), new Promise((late) => setTimeout(late, patience))]);
    this.printing = false;
    const { strings, language, paper } = this.now();
    const chart = (r: Result): Node | undefined => charts.find((x) => x.result === r)?.still();
    printView(paper(entry, chart), paperSheets(), chartSheets(), `${strings.name} ${entry.answer.as_of}`, language);
  };

  readonly receipt = async (entry: Entry): Promise<void> => {
    const id = entry.answer?.receipt;
    if (!id) return;
    let done = true;
    try {
      saveFile(await this.now().api.receipt(id), `clausewise-receipt-${id}.json`);
    } catch {
      done = false;
    }
    this.saved = { id: entry.id, done };
    this.host.requestUpdate();
    setTimeout(() => {
      this.saved = undefined;
      this.host.requestUpdate();
    }, 6000);
  };
}
