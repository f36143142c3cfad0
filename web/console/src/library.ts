// Documents and their rows, read once and kept while the page lives.

import { get } from './api';
import type { Doc, Row } from './types';

const rows = new Map<string, Promise<Row[]>>();
let docs: Promise<Doc[]> | undefined;

export function documents(): Promise<Doc[]> {
  docs ??= get<Doc[]>('/api/v1/documents').catch((e: unknown) => {
    docs = undefined;
    throw e;
  });
  return docs;
}

export function rowsOf(document: string, version: number): Promise<Row[]> {
  const key = `${document}@${version}`;
  let found = rows.get(key);
  if (!found) {
    found = get<Row[]>(`/api/v1/documents/${encodeURIComponent(document)}/clauses`, { version: version || undefined }).catch((e: unknown) => {
      rows.delete(key);
      throw e;
    });
    rows.set(key, found);
  }
  return found;
}

/** Forgets everything: the library has changed. */
export function reload(): void {
  rows.clear();
  docs = undefined;
}
