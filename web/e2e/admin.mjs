// The administrator that run.sh made, as a program: for what only staff see.

import { base } from './visit.mjs';

/** Signs in; undefined where the service is not the runner's own. */
export async function asAdmin() {
  const password = process.env.ADMIN_PASSWORD;
  if (!password) return undefined;
  const call = async (method, path, body, cookie) => {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...(cookie ? { cookie } : {}) };
    const response = await fetch(base + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const signedIn = await call('POST', '/api/v1/session', { name: 'e2e', password });
  const cookie = signedIn.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
  return {
    get: async (path) => (await call('GET', path, undefined, cookie)).json(),
    post: async (path, body) => (await call('POST', path, body, cookie)).json(),
    remove: async (path) => (await call('DELETE', path, undefined, cookie)).json(),
    put: async (path, body) => (await call('PUT', path, body, cookie)).json(),
  };
}
