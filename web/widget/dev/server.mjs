// The service's websocket in small: enough of the frames to work on the widget
// and to test that it reconnects, resumes and never asks in vain.
//
//   npm run dev          the page on http://127.0.0.1:8099

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { WebSocketServer } from 'ws';
import { cannedAnswer, cannedCurve, documents, rows } from './answers.mjs';

const files = {
  '/': ['../../page/index.html', 'text/html; charset=utf-8'],
  '/page.css': ['../../page/page.css', 'text/css; charset=utf-8'],
  '/page.js': ['../../page/page.js', 'text/javascript; charset=utf-8'],
  '/widget.js': ['../../dist/widget.js', 'text/javascript; charset=utf-8'],
  '/favicon.svg': ['../../page/favicon.svg', 'image/svg+xml'],
  '/host': ['host.html', 'text/html; charset=utf-8'],
};

/** Starts the fake service. pace: milliseconds between the frames of a turn. */
export async function startFakeService({ port = 0, pace = 0 } = {}) {
  const conversations = new Map();
  let count = 0;
  /** What was asked over all connections, in order; tests read it. */
  const asks = [];
  /** Questions left for a person. */
  const handoffs = [];
  /** What answers wait for at each step. */
  let held = Promise.resolve();

  const http = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const say = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const body = async () => JSON.parse(await text(request));
    if (path === '/api/v1/documents') return say(200, documents);
    if (path === '/api/v1/documents/suzhou-measures/clauses') return say(200, rows);
    if (path === '/api/v1/widget') return say(200, { handoff: true });
    if (path === '/api/v1/curve') return say(200, cannedCurve((await body()).inputs));
    if (path === '/api/v1/receipts/r1') return say(200, { format: 'clausewise-receipt/1', id: 'r1' });
    const file = files[path];
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const headers = { 'content-type': file[1] };
    // The host page stands for any site: it has styles of its own.
    if (path !== '/host') headers['content-security-policy'] = "default-src 'self'";
    response.writeHead(200, headers).end(await readFile(new URL(file[0], import.meta.url)));
  });
  const sockets = new WebSocketServer({ server: http, path: '/ws' });

  sockets.on('connection', (socket) => {
    let chat;
    const send = (frame) => {
      if (chat) frame.seq ??= ++chat.seq;
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
    };
    const begin = () => {
      count++;
      chat = { conversation: `c${count}`, secret: `s${count}`, seq: 0, turns: [] };
      conversations.set(chat.conversation, chat);
      send({ type: 'conversation', conversation: chat.conversation, secret: chat.secret });
    };
    const step = () => new Promise((done) => setTimeout(done, pace)).then(() => held);
    const answer = async ({ id, text }) => {
      if (!chat) begin();
      asks.push(id);
      const old = chat.turns.find((t) => t.id === id);
      if (old) return send({ type: 'answer', ...old });
      if (text === '!error') return send({ type: 'error', id, code: 'internal', message: '系统暂时无法回答，请稍后再试' });
      if (text === '!hold') return send({ type: 'status', id, stage: 'searching' });
      const mine = chat;
      for (const stage of ['searching', 'calculating', 'writing']) {
        send({ type: 'status', id, stage });
        await step();
      }
      const canned = cannedAnswer(text);
      for (const line of canned.text.split('\n').slice(0, 2)) {
        send({ type: 'delta', id, text: line + '\n' });
        await step();
      }
      const turn = { id, seq: ++mine.seq, answer: { id: `${mine.conversation}-${id}`, question: text, as_of: '2026-11-22', language: 'zh-Hans', ...canned } };
      mine.turns.push(turn);
      if (text !== '!drop') return send({ type: 'answer', ...turn });
      socket.terminate();
    };
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      switch (frame.type) {
        case 'hello':
          // A conversation begins with its first question.
          break;
        case 'resume': {
          const known = conversations.get(frame.conversation);
          if (!known || known.secret !== frame.secret) {
            send({ type: 'error', code: 'no_conversation', message: '会话不存在或凭证不符，请重新开始提问' });
            break;
          }
          chat = known;
          send({ type: 'conversation', conversation: chat.conversation });
          for (const turn of chat.turns) if (turn.seq > frame.seq) send({ type: 'answer', ...turn });
          break;
        }
        case 'ask':
          void answer(frame);
          break;
        case 'handoff':
          if (!chat) begin();
          handoffs.push(frame);
          send(frame.text === '!error' ? { type: 'error', id: frame.id, code: 'unavailable', message: '暂时无法读写资料库，请稍后再试' } : { type: 'handoff', id: frame.id });
          break;
        case 'cancel':
          send({ type: 'error', id: frame.id, code: 'cancelled', message: '已停止回答' });
          break;
      }
    });
  });

  await new Promise((ready) => http.listen(port, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    asks,
    handoffs,
    conversations,
    /** Holds what is being answered where it is; the result lets it go on. */
    hold: () => {
      let release;
      held = new Promise((done) => (release = done));
      return () => release();
    },
    /** Cuts every connection without a goodbye. */
    cut: () => sockets.clients.forEach((socket) => socket.terminate()),
    close: () => new Promise((done) => {
      sockets.clients.forEach((socket) => socket.terminate());
      http.close(done);
      http.closeAllConnections();
    }),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const service = await startFakeService({ port: 8099, pace: 400 });
  console.log(service.url);
}
