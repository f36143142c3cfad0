// Calls to the service. What goes wrong becomes a Problem with words that say
// what to do.

export interface WrongValue {
  input: string;
  text: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly problems: readonly WrongValue[] = [],
  ) {
    super(detail);
  }
}

/** Called where the session has ended. */
let signedOut = (): void => {};
export function onSignedOut(f: () => void): void {
  signedOut = f;
}

const headers = { Accept: 'application/json' };

async function request(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { method, headers, credentials: 'same-origin', cache: 'no-store', ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'offline', '连不上服务，请检查网络后重试');
  }
  if (response.ok) return response;
  const body = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; problems?: WrongValue[] };
  if (response.status === 401 && body.code === 'sign_in') signedOut();
  throw new Problem(response.status, body.code ?? '', body.detail ?? '系统暂时无法处理，请稍后再试', body.problems);
}

export async function get<T>(path: string, query: Record<string, string | number | boolean | undefined> = {}, signal?: AbortSignal): Promise<T> {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '' && value !== false) q.set(name, String(value));
  const text = q.toString();
  const response = await request('GET', text === '' ? path : `${path}?${text}`, signal ? { signal } : {});
  return (await response.json()) as T;
}

export async function send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await request(method, path, {
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { ...headers, 'Content-Type': 'application/json' } }),
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as T;
}

/** The tools, by name. */
export const tool = <T>(name: string, args: unknown, signal?: AbortSignal): Promise<T> => send<T>('POST', `/api/v1/tools/${name}`, args, signal);

/** Uploads a file and says how far it has come, 0 to 1. */
export function upload<T>(path: string, file: Blob, progress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest();
    x.open('POST', path);
    x.responseType = 'json';
    x.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    x.onerror = () => reject(new Problem(0, 'offline', '上传中断，请检查网络后重试'));
    x.onload = () => {
      if (x.status < 300) resolve(x.response as T);
      else {
        const body = (x.response ?? {}) as { code?: string; detail?: string };
        if (x.status === 401) signedOut();
        reject(new Problem(x.status, body.code ?? '', body.detail ?? '上传没有成功，请稍后再试'));
      }
    };
    x.setRequestHeader('Content-Type', 'application/octet-stream');
    x.send(file);
  });
}

/** What to say of anything that was thrown. */
export const wordsOf = (e: unknown): string => (e instanceof Error ? e.message : String(e));
