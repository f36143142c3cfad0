// The frames and the answer as the server speaks them. Field names are the
// server's; what is optional here is absent from the JSON when empty.

import type { Contact } from './api';

export type Stage = 'searching' | 'calculating' | 'writing';

export type ClientFrame =
  | { type: 'hello'; site: string; token: string; language: string }
  | { type: 'ask'; id: string; text: string }
  | { type: 'cancel'; id: string }
  | { type: 'feedback'; answer: string; vote: 1 | -1; comment: string }
  | { type: 'handoff'; id: string; answer: string; text: string; name: string; contact: string }
  | { type: 'resume'; conversation: string; secret: string; seq: number };

export type ServerFrame = { seq?: number } & (
  | { type: 'conversation'; conversation: string; secret?: string }
  | { type: 'status'; id: string; stage: Stage }
  | { type: 'delta'; id: string; text: string }
  | { type: 'answer'; id: string; answer: Answer }
  | { type: 'handoff'; id: string }
  | { type: 'error'; id?: string; code: string; message: string }
);

export interface Amount {
  yuan: string;
}

export interface Step {
  label: string;
  expression: string;
  value: string;
  unit?: string;
  quote?: string;
}

export interface Condition {
  id: string;
  label: string;
  state: 'met' | 'failed' | 'unconfirmed';
  why?: string;
  quote?: string;
}

export interface Reading {
  id: string;
  label: string;
  outcome?: string;
  amount?: Amount;
}

export interface Result {
  rule: string;
  title: string;
  outcome: string;
  amount?: Amount;
  date?: string;
  value?: { number: string; unit?: string; operator?: string };
  /** The values used, as plain decimals. */
  inputs?: Record<string, string>;
  steps?: Step[];
  conditions?: Condition[];
  readings?: Reading[];
  problems?: { input: string; text: string }[];
  assumed?: { input: string; value: string; text: string }[];
  notes?: { kind: string; text: string }[];
}

export interface Quote {
  id: string;
  document: string;
  version?: number;
  clause: string;
  number?: string;
  path?: string;
  title?: string;
  text: string;
  /** Code points of the document's source, end exclusive. */
  start?: number;
  end?: number;
}

export interface Notice {
  kind: string;
  text: string;
}

export interface Answer {
  id: string;
  question: string;
  as_of: string;
  language?: string;
  kind: string;
  text: string;
  /** The offices in charge, as the document names them. */
  departments?: string[];
  /** Of the quoted clauses, as the office entered them. */
  contacts?: Contact[];
  results?: Result[];
  quotes?: Quote[];
  notices?: Notice[];
  questions?: { input: string; text: string; choices?: string[] }[];
  suggestions?: string[];
  carried?: string[];
  /** What of the text a model wrote. */
  prose?: { text: string; model: string };
  /** A model should have had a part and had none. */
  brief?: boolean;
  /** Who of the office wrote the text, no machine. */
  staff?: string;
  /** Under which the receipt can be fetched. */
  receipt?: string;
}

/** The longest question the server takes, in characters (code points). */
export const maxQuestion = 4000;

/** Length as the server counts it: code points, not UTF-16 units. */
export function length(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/** Reads a server frame; undefined for anything that is not one. */
export function decode(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') return undefined;
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof frame !== 'object' || frame === null || !('type' in frame)) return undefined;
  const f = frame as Record<string, unknown>;
  const text = (key: string): boolean => typeof f[key] === 'string';
  switch (f['type']) {
    case 'conversation':
      return text('conversation') ? (f as ServerFrame) : undefined;
    case 'status':
      return text('id') && text('stage') ? (f as ServerFrame) : undefined;
    case 'delta':
      return text('id') && text('text') ? (f as ServerFrame) : undefined;
    case 'answer': {
      const a = f['answer'] as Record<string, unknown> | null | undefined;
      const whole = typeof a === 'object' && a !== null && typeof a['id'] === 'string' && typeof a['text'] === 'string';
      if (!whole) return undefined;
      // Asked without an id, through another channel: the answer names itself.
      return (text('id') ? f : { ...f, id: a['id'] }) as ServerFrame;
    }
    case 'handoff':
      return text('id') ? (f as ServerFrame) : undefined;
    case 'error':
      return text('code') && text('message') ? (f as ServerFrame) : undefined;
    default:
      return undefined;
  }
}
