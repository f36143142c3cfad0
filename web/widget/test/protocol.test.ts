import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, length } from '../src/protocol';
import { loadSession, saveSession, sessionKey, type Store } from '../src/session';
import { chooseLanguage, stringsOf } from '../src/strings';
import { endpoint } from '../src/world';

test('anything that is not a frame is none', () => {
  const answer = { id: 'a', text: '答', question: '', as_of: '', kind: 'chat' };
  for (const bad of ['', 'x', '1', 'null', '[]', '{}', '{"type":1}', '{"type":"what"}', '{"type":"delta","id":"1"}', '{"type":"answer","id":"1","answer":null}', '{"type":"answer","id":"1","answer":{"id":"a"}}', '{"type":"error","id":"1"}', 7, undefined, new ArrayBuffer(2)])
    assert.equal(decode(bad), undefined, String(bad));
  assert.equal(decode(JSON.stringify({ type: 'answer', id: '1', seq: 2, answer }))?.type, 'answer');
  // An answer to a question that came another way carries no id of ours.
  assert.deepEqual(decode(JSON.stringify({ type: 'answer', seq: 2, answer })), { type: 'answer', seq: 2, answer, id: 'a' });
});

test('length counts characters as the server does', () => {
  assert.equal(length(''), 0);
  assert.equal(length('独立站'), 3);
  assert.equal(length('𠮷😀a'), 3);
});

test('a session survives, a spoilt one does not hurt', () => {
  const kept = new Map<string, string>();
  const store: Store = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v), removeItem: (k) => void kept.delete(k) };
  const key = sessionKey('ws://h/ws', 'site');
  const session = { conversation: 'c', secret: 's', seq: 3, pending: [{ id: '1', text: '问' }] };
  saveSession(store, key, session);
  assert.deepEqual(loadSession(store, key), session);
  assert.notEqual(sessionKey('ws://h/ws', 'other'), key);
  for (const spoilt of ['x', '1', '{}', '{"conversation":1,"secret":2}', '{"conversation":"c"}']) {
    kept.set(key, spoilt);
    assert.equal(loadSession(store, key).conversation, '');
  }
  kept.set(key, '{"conversation":"c","secret":"s","pending":[1,null,{"id":"1"}]}');
  assert.deepEqual(loadSession(store, key).pending, []);
  assert.equal(loadSession(undefined, key).conversation, '');
  const refusing: Store = { getItem: () => assert.fail(), setItem: () => { throw new Error('full'); }, removeItem: () => undefined };
  saveSession(refusing, key, session);
  saveSession(store, key, { conversation: '', secret: '', seq: 0, pending: [] });
  assert.equal(kept.size, 0);
});

test('the language is the first that the widget speaks', () => {
  for (const [tags, want] of [
    [['zh-CN'], 'zh-Hans'],
    [['zh-Hant-HK'], 'zh-Hant'],
    [['zh-TW', 'en'], 'zh-Hant'],
    [['', null, 'fr', 'en-GB'], 'en'],
    [['zh-Hans', 'en'], 'zh-Hans'],
    [['fr'], 'zh-Hans'],
    [[], 'zh-Hans'],
  ] as const)
    assert.equal(chooseLanguage(tags), want, tags.join());
});

test('every language says everything', () => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shape(v)])) : typeof value;
  for (const language of ['zh-Hant', 'en'] as const) assert.deepEqual(shape(stringsOf(language)), shape(stringsOf('zh-Hans')));
  for (const language of ['zh-Hans', 'zh-Hant', 'en'] as const) {
    assert.equal(stringsOf(language).samples.length, 4);
    assert.doesNotMatch(JSON.stringify(stringsOf(language)), /""/);
  }
});

test('the websocket stands at the server of the script', () => {
  assert.equal(endpoint('https://policy.example'), 'wss://policy.example/ws');
  assert.equal(endpoint('http://localhost:8080/page?x=1'), 'ws://localhost:8080/ws');
});
