// What outlives a reload: which conversation this browser is in, and the
// questions that have no answer yet.

export interface Ask {
  id: string;
  text: string;
}

export interface Session {
  conversation: string;
  secret: string;
  /** Sequence number of the newest answer seen. */
  seq: number;
  pending: Ask[];
}

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export const emptySession = (): Session => ({ conversation: '', secret: '', seq: 0, pending: [] });

/** One stored session a server and site, so that two sites never share a chat. */
export function sessionKey(endpoint: string, site: string): string {
  return `clausewise:${endpoint}:${site}`;
}

/** Reads a session; storage that is missing, refused or spoilt gives an empty one. */
export function loadSession(store: Store | undefined, key: string): Session {
  try {
    const raw: unknown = JSON.parse(store?.getItem(key) ?? 'null');
    if (typeof raw !== 'object' || raw === null) return emptySession();
    const s = raw as Partial<Session>;
    if (typeof s.conversation !== 'string' || typeof s.secret !== 'string') return emptySession();
    const pending = Array.isArray(s.pending) ? s.pending : [];
    return {
      conversation: s.conversation,
      secret: s.secret,
      seq: typeof s.seq === 'number' ? s.seq : 0,
      pending: pending.filter((p) => typeof p?.id === 'string' && typeof p?.text === 'string'),
    };
  } catch {
    return emptySession();
  }
}

/** Writes a session. A full or forbidden storage costs only the reload. */
export function saveSession(store: Store | undefined, key: string, session: Session): void {
  try {
    if (session.conversation === '' && session.pending.length === 0) store?.removeItem(key);
    else store?.setItem(key, JSON.stringify(session));
  } catch {
    // Private windows and full quotas refuse; the chat works without.
  }
}
