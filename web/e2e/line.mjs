// A telephone line between the browser and the service, to be cut at will.

import { connect, createServer } from 'node:net';

/**
 * Passes connections on to target (an http address). deaf() lets what the
 * browser says through and nothing back; unheard(words) waits until they were
 * said meanwhile; cut() breaks all connections and refuses new ones until
 * mend().
 */
export async function openLine(target) {
  const { hostname, port } = new URL(target);
  const open = new Set();
  let state = 'up';
  let lost = '';
  const listeners = new Set();
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    const pair = [near, far];
    open.add(pair);
    const end = () => {
      open.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => {
      if (state !== 'deaf') return near.write(data);
      lost += data.toString('latin1');
      for (const listener of listeners) listener();
    });
    for (const socket of pair) socket.on('close', end).on('error', end);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const hangUp = () => {
    for (const pair of open) for (const socket of pair) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    deaf: () => {
      state = 'deaf';
    },
    unheard: (words) =>
      new Promise((done) => {
        const listener = () => {
          if (!lost.includes(words)) return;
          listeners.delete(listener);
          done();
        };
        listeners.add(listener);
        listener();
      }),
    cut: () => {
      state = 'cut';
      hangUp();
    },
    mend: () => {
      state = 'up';
    },
    close: () =>
      new Promise((done) => {
        server.close(done);
        hangUp();
      }),
  };
}
