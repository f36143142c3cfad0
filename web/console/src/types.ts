// What the service sends, as far as the console looks at it.

export interface Session {
  user?: string;
  role?: string;
  label?: string;
  actions: string[];
  openid?: string;
  empty?: boolean;
}

export interface Note {
  kind: string;
  text: string;
}

export interface Quote {
  id?: string;
  document: string;
  version: number;
  clause: string;
  number?: string;
  path?: string;
  title?: string;
  text: string;
  start: number;
  end: number;
}

export interface Figure {
  kind: string;
  role: string;
  bound?: string;
  value?: string;
  unit?: string;
  start: number;
  end: number;
}

/** What a stretch of a text refers to. */
export interface Reference {
  start: number;
  end: number;
  title?: string;
  number?: string;
  articles?: string;
  /** The document's id where the library holds it, and the clause's key. */
  to?: string;
  to_clause?: string;
}

export interface Row {
  document: string;
  version: number;
  clause: string;
  ordinal: number;
  kind: 'preamble' | 'heading' | 'clause' | 'item' | 'table' | 'ending' | 'navigation';
  number?: string;
  heading?: string;
  path?: string;
  parent?: string;
  start: number;
  end: number;
  text: string;
  figures?: Figure[];
  refers?: Reference[];
  departments?: string[];
}

export interface Doc {
  id: string;
  pack: string;
  version: number;
  title: string;
  short_name?: string;
  issuer?: string;
  number?: string;
  addressee?: string;
  jurisdiction: string;
  draft?: boolean;
  passed?: string;
  issued?: string;
  effective?: string;
  expires?: string;
  period_start?: string;
  period_end?: string;
  effective_text?: string;
  incomplete?: boolean;
  start: number;
  end: number;
  evidence?: Record<string, { start: number; end: number }>;
  relations?: { kind: string; to: string; title?: string; number?: string; source?: string }[];
  contact?: Record<string, string>;
  /** Those of single clauses, by clause key. */
  contacts?: Record<string, Record<string, string>>;
}

export interface ListedInput {
  id: string;
  type: string;
  unit?: string;
  label: string;
  ask?: string;
  fact: string;
  optional?: boolean;
  options?: { value: string; label: string }[];
}

export interface ListedCondition {
  id: string;
  label: string;
  ask?: string;
  fact: string;
  quote?: string;
}

export interface ListedRule {
  id: string;
  title: string;
  document: string;
  clause?: string;
  outcome: string;
  quote?: string;
  inputs?: ListedInput[];
  conditions?: ListedCondition[];
}

export interface Amount {
  yuan: string;
  currency?: string;
}

export interface Step {
  label: string;
  expression: string;
  value: string;
  unit?: string;
  quote?: string;
}

export interface Result {
  rule: string;
  title?: string;
  outcome: string;
  amount?: Amount;
  date?: string;
  value?: { number?: string; unit?: string; operator?: string; text?: string };
  inputs?: Record<string, string>;
  steps?: Step[];
  conditions?: { id: string; label: string; state: 'met' | 'failed' | 'unconfirmed'; quote?: string }[];
  readings?: { id: string; label: string; outcome?: string; amount?: Amount }[];
  cap?: string;
  needs?: string[];
  next?: { input: string; more: string; at: string; amount: Amount; gain: Amount };
  assumed?: { input: string; value: string; text: string }[];
  notes?: Note[];
  quotes?: Quote[];
  problems?: { input: string; text?: string; message?: string }[];
  parts?: Result[];
}

export interface Answer {
  id: string;
  question: string;
  as_of: string;
  kind: string;
  text: string;
  short?: string;
  spoken?: string;
  results?: Result[];
  quotes?: Quote[];
  notices?: Note[];
  questions?: { input: string; text: string }[];
  prose?: unknown;
  brief?: boolean;
  receipt?: string;
}
