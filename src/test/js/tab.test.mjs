import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { connect } from '../../main/webapp/app/stream/tab.js';
import { FakeSource } from './fake-source.mjs';

/** What a browser has and Node has not; each test listens on its own. */
let page;
let made;
let heard;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  page = new EventTarget();
  FakeSource.made = [];
  made = [];
  heard = { messages: [], phases: [] };
  const document = Object.assign(new EventTarget(), { baseURI: 'http://school.example/monitor/dashboard', hidden: false });
  Object.assign(globalThis, {
    document, EventSource: FakeSource, SharedWorker: class {}, addEventListener: page.addEventListener.bind(page),
  });

});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** A worker that the test speaks for. */
function fakeWorker() {
  const worker = { port: { said: [], closed: false, postMessage: word => worker.port.said.push(word), close: () => { worker.port.closed = true; } } };
  worker.say = data => worker.port.onmessage({ data });
  made.push(worker);
  return worker;
}

const open = (start = fakeWorker) => connect({
  url: 'api/stream?station=gate-b', lastId: '1-10', resume: true, timestamp: '2026-11-23T07:12:08+08:00', name: 'Rollcall 1', start,
  onMessage: message => heard.messages.push(message), onPhase: phase => heard.phases.push(phase),
});
const loaded = () => import('../../main/webapp/app/stream/connection.js').then(() => new Promise(setImmediate));
const news = id => ({ type: 'news', messages: [{ type: 'event', id, data: {} }] });

test('a page says where its stream is, in full, since the worker has another address', () => {
  open();
  const [word] = made[0].port.said;
  assert.equal(word.url, 'http://school.example/monitor/api/stream?station=gate-b');
  assert.deepEqual([word.type, word.lastId, word.visible], ['here', '1-10', true]);
  assert.equal(FakeSource.made.length, 0);
});

test('what the worker passes on arrives, and the page says what it knows by then', () => {
  open();
  made[0].say(news('1-11'));
  assert.deepEqual(heard.messages.map(({ id }) => id), ['1-11']);
  mock.timers.tick(20_000);
  assert.equal(made[0].port.said.at(-1).lastId, '1-11');
});

test('a browser without shared workers has a stream for each page', async () => {
  delete globalThis.SharedWorker;
  open();
  await loaded();
  assert.deepEqual(FakeSource.made.map(({ url }) => url), ['http://school.example/monitor/api/stream?station=gate-b&last_event_id=1-10']);
});

test('so has one whose worker does not start, does not answer, or does not reach the server', async () => {
  open(() => { throw new Error('not allowed'); });
  await loaded();
  assert.equal(FakeSource.made.length, 1);
  open();
  made[0].onerror({});
  await loaded();
  assert.equal(FakeSource.made.length, 2);
  open();
  mock.timers.tick(5_000);
  await loaded();
  assert.equal(FakeSource.made.length, 3);
  open();
  made[2].say({ type: 'phase', phase: 'lost', nextIn: 1_000, silence: 0, never: true });
  await loaded();
  assert.equal(FakeSource.made.length, 4);
  for (const worker of made) assert.deepEqual([worker.port.said.at(-1).type, worker.port.closed], ['leave', true]);
});

test('a worker that was connected and lost it is waited for', () => {
  open();
  made[0].say({ type: 'phase', phase: 'lost', nextIn: 1_000, silence: 0, never: false });
  assert.equal(FakeSource.made.length, 0);
  assert.equal(heard.phases[0].phase, 'lost');
  assert.ok(Math.abs(heard.phases[0].nextTry - performance.now() - 1_000) < 500);
});

test('a worker that died is replaced within 31 s, and goes on from what the page knows', () => {
  open();
  made[0].say(news('1-11'));
  for (let seconds = 0; seconds < 29; seconds++) mock.timers.tick(1_000);
  assert.equal(made.length, 1);
  mock.timers.tick(2_000);
  assert.equal(made.length, 2);
  assert.equal(made[1].port.said[0].lastId, '1-11');
});

test('a page that goes says so, and one that comes back out of the cache is there again', () => {
  open();
  made[0].say({ type: 'here' });
  page.dispatchEvent(new Event('pagehide'));
  assert.equal(made[0].port.said.at(-1).type, 'leave');
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  assert.equal(made[0].port.closed, true);
  assert.deepEqual([made[1].port.said.at(-1).type, made[1].port.said.at(-1).looked], ['here', true]);
});

test('a page that is left does not come in again by being told that it is hidden', () => {
  open();
  made[0].say({ type: 'here' });
  page.dispatchEvent(new Event('pagehide'));
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  mock.timers.tick(20_000);
  assert.equal(made[0].port.said.at(-1).type, 'leave');
});

test('a page that comes back leaves by its old port before it comes in by a new one', () => {
  open();
  made[0].say({ type: 'here' });
  page.dispatchEvent(new Event('pagehide'));
  document.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  assert.equal(made[0].port.said.at(-1).type, 'leave');
  assert.equal(made[1].port.said[0].type, 'here');
});
