// A slow line and a slow machine, on purpose: SLOW names what the pages of a
// run suffer, as "api=1500 frames=400 cpu=6 seed=1":
//
//   api     every request to /api/ waits so many milliseconds
//   all     every request does, scripts and styles too
//   frames  every frame of a websocket does, each way, in its order
//   cpu     the page's processor is so many times slower
//   seed    each wait is drawn anew between nothing and the above, alike for
//           alike seeds as far as requests come in alike order
//
// What a test answers itself with page.route is not delayed.

const settings = Object.fromEntries((process.env.SLOW ?? '').split(/\s+/).filter(Boolean).map((part) => part.split('=')).map(([name, value]) => [name, Number(value)]));
for (const [name, value] of Object.entries(settings)) {
  if (!['api', 'all', 'frames', 'cpu', 'seed'].includes(name) || !(value >= 0)) throw new Error(`SLOW does not know “${name}=${value}”`);
}

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const draw = settings.seed === undefined ? () => 1 : numbers(settings.seed);
const pass = (most) => new Promise((done) => setTimeout(done, most * draw()));

/** Does one thing after the other, each after a wait of its own. */
function queue(most) {
  let last = Promise.resolve();
  return (act) => {
    const due = pass(most);
    last = last.then(() => due).then(act).catch(() => {});
  };
}

/** Makes the pages of a context as slow as SLOW says. */
export async function slowDown(context) {
  const { api = 0, all = 0, frames = 0, cpu = 0 } = settings;
  const late = (most) => async (route) => {
    await pass(most);
    // The page may be gone by now.
    await route.fallback().catch(() => {});
  };
  if (all) await context.route(/^http/, late(all));
  if (api) await context.route(/\/api\//, late(api));
  if (frames) {
    await context.routeWebSocket(/./, (page) => {
      const service = page.connectToServer();
      const [up, down] = [queue(frames), queue(frames)];
      page.onMessage((data) => up(() => service.send(data)));
      page.onClose((code, reason) => up(() => service.close({ code, reason })));
      service.onMessage((data) => down(() => page.send(data)));
      service.onClose((code, reason) => down(() => page.close({ code, reason })));
    });
  }
  if (cpu) {
    context.on('page', async (page) => {
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    });
  }
}
