import { startBrowser, openPage } from '/work/h8a/web/e2e/browser.mjs';
import { Chat } from '/work/h8a/web/e2e/chat.mjs';
const b = await startBrowser();
const opt = { viewport: { width: Number(process.env.W ?? 1280), height: Number(process.env.H ?? 900) }, colorScheme: process.env.SCHEME ?? 'light' };
const page = await openPage(b, opt);
await page.goto(process.env.URL ?? 'http://127.0.0.1:18099/');
const chat = new Chat(page);
const steps = (process.env.STEPS ?? '').split('|').filter(Boolean);
let n = 0;
const shot = async (name) => page.screenshot({ path: `/tmp/shots/${process.env.NAME ?? 's'}-${++n}${name}.png` });
for (const s of steps) {
  const [what, ...rest] = s.split(':'); const arg = rest.join(':');
  if (what === 'ask') { await chat.ask(arg); await page.waitForTimeout(600); }
  else if (what === 'click') await page.getByRole('button', { name: arg }).first().click();
  else if (what === 'scroll') await page.locator(arg).first().scrollIntoViewIfNeeded();
  else if (what === 'fill') { const [sel, v] = arg.split('='); await page.locator(sel).first().fill(v); await page.locator(sel).first().press('Tab'); }
  else if (what === 'js') await page.evaluate(arg);
  else if (what === 'wait') await page.waitForTimeout(Number(arg));
  else if (what === 'shot') await shot(arg ? '-' + arg : '');
  await page.waitForTimeout(150);
}
console.log(page.faults);
await b.close();
