// The chat as the page shows it, made of the frames. Every function returns a
// new list, so that the view redraws exactly when something changed.

import type { Answer, ServerFrame, Stage } from './protocol';

export interface Entry {
  id: string;
  question: string;
  state: 'waiting' | 'done' | 'failed' | 'stopped';
  stage?: Stage;
  /** Verified text received before the whole answer. */
  streamed: string;
  answer?: Answer;
  /** Of the answer's frame: the order of the conversation. */
  seq: number;
  error?: string;
  vote?: 1 | -1;
  thanked?: boolean;
}

export type Dialogue = readonly Entry[];

export function asked(dialogue: Dialogue, id: string, question: string): Dialogue {
  const known = dialogue.some((e) => e.id === id);
  const entry: Entry = { id, question, state: 'waiting', streamed: '', seq: 0 };
  return known ? dialogue.map((e) => (e.id === id ? entry : e)) : [...dialogue, entry];
}

export function stopped(dialogue: Dialogue, id: string): Dialogue {
  return change(dialogue, id, (e) => (e.state === 'waiting' ? { ...e, state: 'stopped' } : e));
}

/** The line broke: what was streamed comes again after the resume. */
export function interrupted(dialogue: Dialogue): Dialogue {
  return dialogue.map((e) => {
    if (e.state !== 'waiting') return e;
    const { stage: _, ...rest } = e;
    return { ...rest, streamed: '' };
  });
}

export function voted(dialogue: Dialogue, id: string, vote: 1 | -1, thanked: boolean): Dialogue {
  return change(dialogue, id, (e) => ({ ...e, vote, thanked }));
}

/** Takes a frame in. A frame of a question that was answered already changes
 * nothing: a resume may bring an answer twice. */
export function applied(dialogue: Dialogue, frame: ServerFrame): Dialogue {
  switch (frame.type) {
    case 'status':
      return change(dialogue, frame.id, (e) => (e.state === 'waiting' ? { ...e, stage: frame.stage } : e));
    case 'delta':
      return change(dialogue, frame.id, (e) =>
        e.state === 'waiting' ? { ...e, streamed: e.streamed + frame.text } : e,
      );
    case 'answer':
      return answered(dialogue, frame.id, frame.answer, frame.seq ?? 0);
    case 'error':
      if (!frame.id) return dialogue;
      if (frame.code === 'cancelled') return stopped(dialogue, frame.id);
      return change(dialogue, frame.id, (e) =>
        e.state === 'waiting' ? { ...e, state: 'failed', error: frame.message } : e,
      );
    case 'conversation':
    case 'handoff':
      return dialogue;
  }
}

function answered(dialogue: Dialogue, id: string, answer: Answer, seq: number): Dialogue {
  if (dialogue.some((e) => e.answer?.id === answer.id)) return dialogue;
  const old = dialogue.find((e) => e.id === id);
  if (old?.answer) return dialogue;
  const entry: Entry = {
    id,
    question: old?.question ?? answer.question,
    state: 'done',
    streamed: '',
    answer,
    seq,
  };
  if (old) return dialogue.map((e) => (e.id === id ? entry : e));
  // An answer of an earlier visit goes where it stood: before anything newer
  // and before what is still open.
  const at = dialogue.findIndex((e) => e.seq === 0 || e.seq > seq);
  return at < 0 ? [...dialogue, entry] : [...dialogue.slice(0, at), entry, ...dialogue.slice(at)];
}

function change(dialogue: Dialogue, id: string, to: (e: Entry) => Entry): Dialogue {
  const old = dialogue.find((e) => e.id === id);
  if (!old) return dialogue;
  const next = to(old);
  return next === old ? dialogue : dialogue.map((e) => (e === old ? next : e));
}
