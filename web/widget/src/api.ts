// What the widget asks of the service beside the chat: the rows of a
// document, where its offices are, the curve of an amount. No cookies go
// along, so any page may ask.

import type { Curve } from './curve';

export interface Row {
  clause: string;
  kind: 'preamble' | 'heading' | 'clause' | 'item' | 'table' | 'ending' | 'navigation';
  number?: string;
  path?: string;
  start: number;
  end: number;
  text: string;
  refers?: Reference[];
}

/** What a stretch of a row refers to; to is a document of the library. */
export interface Reference {
  start: number;
  end: number;
  title?: string;
  to?: string;
  to_clause?: string;
}

export interface PolicyDocument {
  id: string;
  version: number;
  title: string;
  issuer?: string;
  number?: string;
  jurisdiction?: string;
  issued?: string;
  effective?: string;
  expires?: string;
  draft?: boolean;
  incomplete?: boolean;
  contact?: Contact;
}

/** How to reach an office, as it was entered; nothing of it is made up. */
export interface Contact {
  office?: string;
  phone?: string;
  link?: string;
  address?: string;
}

/** What a site that embeds the chat has set, and what the service can do. */
export interface Start {
  token?: string;
  expires?: string;
  site?: { name: string; languages?: string[]; theme?: Record<string, string>; contact?: Contact };
  /** Whether a question can be left for a person. */
  handoff?: boolean;
}

export interface CurveRequest {
  rule: string;
  inputs: Record<string, string | boolean>;
  input?: string;
  language: string;
  as_of: string;
}

/** A refusal of the service, in its own words. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export class Api {
  private documentList: Promise<PolicyDocument[]> | undefined;

  constructor(private readonly server: string) {}

  /** The documents in force; asked once a page, and again after a failure. */
  documents(): Promise<PolicyDocument[]> {
    this.documentList ??= this.call<PolicyDocument[]>('GET', '/api/v1/documents').catch((error: unknown) => {
      this.documentList = undefined;
      throw error;
    });
    return this.documentList;
  }

  rows(document: string, version: number | undefined): Promise<Row[]> {
    const which = version ? `?version=${version}` : '';
    return this.call('GET', `/api/v1/documents/${encodeURIComponent(document)}/clauses${which}`);
  }

  curve(request: CurveRequest, signal: AbortSignal): Promise<Curve> {
    return this.call('POST', '/api/v1/curve', request, signal);
  }

  start(site: string): Promise<Start> {
    return this.call('POST', '/api/v1/widget', { site });
  }

  /** Removes a conversation and all that came of it. */
  async forget(conversation: string, secret: string): Promise<void> {
    await this.call('POST', `/api/v1/conversations/${encodeURIComponent(conversation)}/forget`, { secret });
  }

  /** The receipt byte for byte, as its signature needs it. */
  async receipt(id: string): Promise<Blob> {
    return (await this.fetch('GET', `/api/v1/receipts/${encodeURIComponent(id)}`)).blob();
  }

  private async call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return (await (await this.fetch(method, path, body, signal)).json()) as T;
  }

  private async fetch(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    const request: RequestInit = { method, credentials: 'omit' };
    if (body !== undefined) {
      request.body = JSON.stringify(body);
      request.headers = { 'Content-Type': 'application/json' };
    }
    if (signal) request.signal = signal;
    const response = await fetch(new URL(path, this.server), request);
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new Refusal(problem.code ?? String(response.status), problem.detail ?? '');
  }
}
