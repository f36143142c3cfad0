// Examples to ask, the documents of the library, and how a site embeds it all,
// beside the chat.

const chat = document.querySelector('clausewise-chat');
const list = document.getElementById('documents');
const count = document.getElementById('count');

/** Today in China, where these documents are in force, as 2026-11-22. */
function today() {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(new Date());
}

function element(name, className, text) {
  const e = document.createElement(name);
  e.className = className;
  e.textContent = text;
  return e;
}

/** 2024-02-26 → 2024年2月26日 */
function day(date) {
  const [y, m, d] = date.split('-').map(Number);
  return `${y}年${m}月${d}日`;
}

function entry(policy, now) {
  const item = document.createElement('li');
  item.className = 'document';
  const title = element('button', 'title', policy.title || policy.id);
  title.type = 'button';
  title.addEventListener('click', () => chat?.read(policy));
  item.append(title);
  const number = policy.number === policy.title ? '' : policy.number;
  const facts = [policy.issuer, number, policy.issued && `${day(policy.issued)}发布`, policy.expires && `有效期至${day(policy.expires)}`];
  const known = facts.filter(Boolean).join(' · ');
  if (known) item.append(element('p', 'facts', known));
  const badges = element('p', 'badges', '');
  if (policy.jurisdiction) badges.append(element('span', 'badge place', policy.jurisdiction));
  if (policy.draft) badges.append(element('span', 'badge draft', '征求意见稿'));
  if (policy.expires && policy.expires < now) badges.append(element('span', 'badge expired', '已过期'));
  if (policy.incomplete) badges.append(element('span', 'badge draft', '原文不完整'));
  item.append(badges);
  return item;
}

for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', () => chat?.question(button.textContent));
}

document.getElementById('code').textContent = `<script src="${location.origin}/widget.js" data-site="网站代号" defer></script>`;

try {
  const response = await fetch('/api/v1/documents');
  if (!response.ok) throw new Error(`status ${response.status}`);
  const documents = await response.json();
  const now = today();
  list.replaceChildren(...documents.map((d) => entry(d, now)));
  count.textContent = documents.length > 0 ? `共 ${documents.length} 份文件，答复只依据这些文件。` : '还没有文件。可以用 clausewise ingest 收录。';
} catch {
  count.textContent = '没有读到文件清单，请稍后刷新页面。';
}
