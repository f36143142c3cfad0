// One websocket that heals: it reconnects with growing pauses, resumes the
// conversation, and asks again what has no answer yet. The server knows a
// repeated ask by its id, so asking twice is harmless.

import { Refusal } from './api';
import { decode, type ClientFrame, type ServerFrame } from './protocol';
import { emptySession, loadSession, saveSession, sessionKey, type Ask, type Session, type Store } from './session';

export type Link = 'idle' | 'connecting' | 'open' | 'waiting';

export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event?: { code: number }) => void) | null;
  onerror: (() => void) | null;
  send(data: string): void;
  close(): void;
}

/** What the connection needs of the world; tests give their own. */
export interface World {
  open(url: string): Socket;
  after(ms: number, run: () => void): () => void;
  random(): number;
  store: Store | undefined;
}

export interface Options {
  url: string;
  site: string;
  token: string;
  language: () => string;
  /** Where a site's pages need one: a token that still holds, fetched before
   * each connection. A Refusal is final. */
  prepare?: () => Promise<string>;
  /** The service took a token no more; the next one is to be new. */
  onTokenRefused?(): void;
  /** The service does not know the site, or not this page of it. */
  onSiteRefused?(): void;
  onFrame(frame: ServerFrame): void;
  onLink(link: Link): void;
  /** The server no longer knows the conversation; a new one follows. */
  onForgotten(): void;
}

export const firstPause = 500;
export const longestPause = 30_000;
/** A question with no frame for this long means a dead line: TCP may not tell. */
export const silence = 45_000;
/** A question for a person is not confirmed for this long: the user is told. */
export const patience = 20_000;

/** The pause before attempt n (from 0): doubling, with jitter so that a
 * restarted server is not met by everybody at once. */
export function pause(attempt: number, random: number): number {
  const full = Math.min(longestPause, firstPause * 2 ** Math.min(attempt, 16));
  return Math.round(full / 2 + (full / 2) * random);
}

export class Connection {
  private socket: Socket | undefined;
  private session: Session;
  private readonly key: string;
  private attempt = 0;
  private resuming = false;
  private feedbacks: ClientFrame[] = [];
  /** Questions for a person that the service has not confirmed. */
  private readonly left = new Map<string, { frame: ClientFrame; done(): void; failed(error: Error): void }>();
  /** Counts attempts, so that a slow token opens no second line. */
  private dialling = 0;
  private cancelRetry: (() => void) | undefined;
  private cancelWatch: (() => void) | undefined;
  private state: Link = 'idle';

  constructor(
    private readonly world: World,
    private readonly options: Options,
  ) {
    this.key = sessionKey(options.url, options.site);
    this.session = loadSession(world.store, this.key);
    // The page is new: all answers are wanted again, not only the later ones.
    this.session.seq = 0;
  }

  /** Whether there is something of an earlier visit to bring back. */
  get restorable(): boolean {
    return this.session.conversation !== '' || this.session.pending.length > 0;
  }

  /** What proves that the conversation is this browser's; undefined before
   * there is one. */
  get proof(): { conversation: string; secret: string } | undefined {
    const { conversation, secret } = this.session;
    return conversation === '' ? undefined : { conversation, secret };
  }

  get pending(): readonly Ask[] {
    return this.session.pending;
  }

  get link(): Link {
    return this.state;
  }

  /** Connects now, also when it would have waited longer. */
  start(): void {
    if (this.socket || this.state === 'connecting') return;
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    this.open();
  }

  /** Closes and stays closed until start. */
  stop(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    this.drop();
    this.become('idle');
  }

  /** Drops a line that is known dead and tries anew after a pause. */
  interrupt(): void {
    if (this.state === 'idle') return;
    this.drop();
    this.retry();
  }

  ask(ask: Ask): void {
    if (!this.session.pending.some((p) => p.id === ask.id)) this.session.pending.push(ask);
    this.save();
    if (this.state === 'open') this.send({ type: 'ask', ...ask });
    else this.start();
    this.watch();
  }

  cancel(id: string): void {
    this.settle(id);
    if (this.state === 'open') this.send({ type: 'cancel', id });
  }

  feedback(answer: string, vote: 1 | -1, comment: string): void {
    const frame: ClientFrame = { type: 'feedback', answer, vote, comment };
    if (this.state === 'open') this.send(frame);
    else {
      this.feedbacks.push(frame);
      this.start();
    }
  }

  /** Leaves a question for a person; the promise ends when the service has it,
   * or says why not. */
  handoff(frame: Extract<ClientFrame, { type: 'handoff' }>): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => () => {
        this.left.delete(frame.id);
        cancel();
        end();
      };
      const cancel = this.world.after(patience, () => {
        this.left.delete(frame.id);
        reject(new Error(''));
      });
      this.left.set(frame.id, { frame, done: settle(resolve), failed: (error) => settle(() => reject(error))() });
      if (this.state === 'open') this.send(frame);
      else this.start();
    });
  }

  /** Another tab has begun a conversation, or left it: follows it where this
   * one has none of its own. */
  follow(): void {
    if (this.session.conversation !== '' || this.session.pending.length > 0) return;
    const other = loadSession(this.world.store, this.key);
    if (other.conversation === '') return;
    this.session = { ...other, seq: 0, pending: [] };
    this.stop();
    this.start();
  }

  /** Under which key of the storage the session stands. */
  get storedAs(): string {
    return this.key;
  }

  /** Says hello anew on an open line: the language has changed. */
  renew(): void {
    if (this.state !== 'open' || this.session.pending.length > 0) return;
    this.drop();
    this.open();
  }

  /** Leaves the conversation for good; the next question begins a new one. */
  forget(): void {
    this.session = emptySession();
    this.feedbacks = [];
    this.save();
    this.stop();
  }

  private open(): void {
    this.become('connecting');
    const turn = ++this.dialling;
    if (!this.options.prepare) {
      this.dial(this.options.token);
      return;
    }
    this.options.prepare().then(
      (token) => {
        if (turn === this.dialling && this.state === 'connecting') this.dial(token);
      },
      (error: unknown) => {
        if (turn !== this.dialling || this.state !== 'connecting') return;
        if (!(error instanceof Refusal)) {
          this.retry();
          return;
        }
        this.stop();
        this.options.onSiteRefused?.();
      },
    );
  }

  private dial(token: string): void {
    let socket: Socket;
    try {
      socket = this.world.open(this.options.url);
    } catch {
      this.retry();
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      this.greet(token);
      this.become('open');
      for (const ask of this.session.pending) this.send({ type: 'ask', ...ask });
      for (const frame of this.feedbacks.splice(0)) this.send(frame);
      for (const { frame } of this.left.values()) this.send(frame);
      this.watch();
    };
    socket.onmessage = ({ data }) => {
      const frame = decode(data);
      if (frame) this.receive(frame);
    };
    socket.onclose = (event) => this.closed(event?.code);
    // A close event follows every error; it is handled there.
    socket.onerror = null;
  }

  // The server hangs up in good order when nobody has said anything for long.
  // With nothing open there is no hurry to call again: the next word will.
  private closed(code: number | undefined): void {
    if (code === 1000 && this.session.pending.length === 0 && this.feedbacks.length === 0) this.stop();
    else this.interrupt();
  }

  // Who speaks comes first, also before a resume: a conversation is its site's.
  private greet(token: string): void {
    const { site } = this.options;
    const language = this.options.language();
    const { conversation, secret, seq } = this.session;
    this.send({ type: 'hello', site, token, language });
    this.resuming = conversation !== '';
    if (this.resuming) this.send({ type: 'resume', conversation, secret, seq });
  }

  private receive(frame: ServerFrame): void {
    if (frame.type === 'error' && frame.code === 'token') {
      this.options.onTokenRefused?.();
      this.interrupt();
      return;
    }
    if (frame.type === 'error' && !frame.id && this.resuming) {
      this.refused(frame.code);
      return;
    }
    if (frame.type === 'error' && frame.code === 'going_away') {
      // The server restarts; it closes the line, and the question is asked
      // again on the next one.
      return;
    }
    this.attempt = 0;
    switch (frame.type) {
      case 'conversation':
        this.resuming = false;
        this.session.conversation = frame.conversation;
        if (frame.secret) this.session.secret = frame.secret;
        this.save();
        break;
      case 'answer':
        this.resuming = false;
        this.session.seq = Math.max(this.session.seq, frame.seq ?? 0);
        this.settle(frame.id);
        break;
      case 'error': {
        const left = this.left.get(frame.id ?? '');
        if (left) {
          left.failed(new Error(frame.message));
          return;
        }
        if (frame.id) this.settle(frame.id);
        break;
      }
      case 'handoff':
        this.left.get(frame.id)?.done();
        return;
      case 'status':
      case 'delta':
        this.resuming = false;
        break;
    }
    this.watch();
    this.options.onFrame(frame);
  }

  /** A resume was answered with an error. */
  private refused(code: string): void {
    if (code !== 'no_conversation') {
      this.interrupt();
      return;
    }
    // Gone, or not ours. What the questions sent behind the resume did on this
    // line is unknown: begin again on a fresh one.
    this.session = { ...emptySession(), pending: this.session.pending };
    this.save();
    this.drop();
    this.options.onForgotten();
    this.open();
  }

  private settle(id: string): void {
    this.session.pending = this.session.pending.filter((p) => p.id !== id);
    this.save();
  }

  private watch(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    if (this.session.pending.length === 0 || !this.socket) return;
    this.cancelWatch = this.world.after(silence, () => this.interrupt());
  }

  private retry(): void {
    if (this.cancelRetry) return;
    this.become('waiting');
    this.cancelRetry = this.world.after(pause(this.attempt, this.world.random()), () => {
      this.cancelRetry = undefined;
      this.open();
    });
    this.attempt++;
  }

  private drop(): void {
    this.cancelWatch?.();
    this.cancelWatch = undefined;
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private send(frame: ClientFrame): void {
    this.socket?.send(JSON.stringify(frame));
  }

  private save(): void {
    saveSession(this.world.store, this.key, this.session);
  }

  private become(link: Link): void {
    if (this.state === link) return;
    this.state = link;
    this.options.onLink(link);
  }
}
