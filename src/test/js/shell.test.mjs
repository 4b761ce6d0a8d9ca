import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { ageLine } from '../../main/webapp/app/format/stop.js';
import { full } from '../../main/webapp/app/format/time.js';
import { openShell } from '../../main/webapp/app/shell.js';
import { initial, reduce } from '../../main/webapp/app/state/reduce.js';
import { createStore } from '../../main/webapp/app/state/store.js';
import { fakePage, node } from './fake-page.mjs';
import { FakeSource } from './fake-source.mjs';

const AT = '2026-11-23T07:12:08+08:00';
const plain = text => text.replaceAll('\u202f', ' ');
/** What performance.now() says. */
let moment;
let frames;

beforeEach(() => {
  // The laptop stands in another zone than the station.
  process.env.TZ = 'UTC';
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  fakePage();
  delete globalThis.SharedWorker;
  moment = 0;
  frames = [];
  mock.method(performance, 'now', () => moment);
  Object.assign(globalThis, { EventSource: FakeSource, requestAnimationFrame: frame => frames.push(frame) });
  document.getElementById('clock').append(node('span'), node('span'));
  document.getElementById('badge').querySelector('.icon').append(node('use'));
  FakeSource.made = [];
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** A page in the moment of its first word; `shown` is the sentence that it had last, `lost` that it says of itself. */
async function open(timestamp = AT, zone = 'Asia/Manila') {
  const snapshot = { timestamp, zone, version: '1', as_of: '1-10', sentence: { lead: 'Healthy.' } };
  const shell = openShell({ snapshot, url: 'api/stream', state: initial(snapshot), reduce });
  await import('../../main/webapp/app/stream/connection.js').then(() => new Promise(setImmediate));
  const page = {
    shell, shown: null, phase: () => shell.store.state().connection.phase, lost: () => shell.lostWords(shell.store.state(), 'The station does its work'),
    hear: (message, id = '') => FakeSource.made.at(-1).onmessage({ data: JSON.stringify(message), lastEventId: id }),
    end: () => FakeSource.made.at(-1).onerror(),
  };
  shell.run(state => { page.shown = (shell.lostWords(state, '')?.sentence ?? state.sentence).lead; });
  if (globalThis.SharedWorker) return page;
  FakeSource.made.at(-1).onopen();
  page.hear({ type: 'keepalive', data: { timestamp } });
  return page;
}

/** Time goes by, with what is due in it. */
function pass(millis) {
  moment += millis;
  mock.timers.tick(millis);
}

test('a stream that ends in time is no news for 3 s, however quiet it was before', async () => {
  const page = await open();
  assert.equal(page.phase(), 'live');
  moment += 20_000;
  page.end();
  assert.equal(page.phase(), 'catching');
  assert.equal(page.lost(), null);
  pass(3_000);
  assert.equal(page.phase(), 'offline');
  assert.equal(page.lost().sentence.lead, 'Not known since 07:12.');
});

test('a loss after a real silence is said at once, with the moment of the last word', async () => {
  const page = await open();
  moment = 1_000;
  page.hear({ type: 'keepalive', data: { timestamp: AT } });
  moment += 200_000;
  page.end();
  assert.equal(page.phase(), 'offline');
  assert.equal(page.shell.store.state().connection.since, 1_000);
});

test('a page that lost its server reads ages in the zone of the station', async () => {
  for (const [timestamp, zone, words] of [[AT, 'Asia/Manila', '2026-11-23 07:12:08 +08:00'], ['2026-11-22T23:12:08Z', 'UTC', '2026-11-22 23:12:08 Z']]) {
    const page = await open(timestamp, zone);
    page.end();
    pass(40_000);
    const { asOf } = page.lost();
    assert.equal(plain(ageLine({ stale: true, stale_as_of: asOf }, page.shell.now()).age), '40 s');
    assert.equal(full(asOf), words);
    moment = 0;
  }
});

test('a page that is open while summer time ends, or begins, says the age of its loss by the hour that is then', async () => {
  for (const [timestamp, zone, words] of [
    ['2026-10-24T09:00:00+02:00', 'Europe/Berlin', '2026-10-26 09:00:00 +01:00'],
    ['2026-03-28T09:00:00+01:00', 'Europe/Berlin', '2026-03-30 11:00:00 +02:00'],
    ['2026-10-31T09:00:00-02:30', 'America/St_Johns', '2026-11-02 09:00:00 -03:30'],
  ]) {
    const page = await open(timestamp, zone);
    moment = 49 * 3_600_000;
    page.hear({ type: 'keepalive', data: { timestamp: new Date(page.shell.now()).toISOString() } });
    page.end();
    pass(40_000);
    const { asOf } = page.lost();
    assert.equal(full(asOf), words);
    assert.equal(plain(ageLine({ stale: true, stale_as_of: asOf }, page.shell.now()).age), '40 s');
    moment = 0;
  }
});

test('a page that was lost days ago says the day', async () => {
  const page = await open();
  page.end();
  pass(3_000);
  moment += 60 * 3_600_000;
  assert.equal(page.lost().sentence.lead, 'Not known since Mon 07:12.');
});

test('a hidden tab, which has no frames, goes on reading the state', () => {
  document.hidden = true;
  const store = createStore({ n: 0 }, (state, { n }) => ({ n }));
  const read = [];
  store.subscribe(({ n }) => read.push(n));
  store.dispatch({ n: 1 });
  store.dispatch({ n: 2 });
  pass(1_000);
  assert.deepEqual([read, frames.length], [[0, 2], 0]);
});

test('a frame that was still to come when the tab was hidden does not hold up the ones after', () => {
  const store = createStore({ n: 0 }, (state, { n }) => ({ n }));
  const read = [];
  store.subscribe(({ n }) => read.push(n));
  store.dispatch({ n: 1 });
  document.hidden = true;
  store.dispatch({ n: 2 });
  pass(1_000);
  assert.deepEqual(read, [0, 2]);
});

test('in a hidden tab a page says what happens, and that it has lost its server', async () => {
  const page = await open();
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  page.hear({ type: 'state', data: { sentence: { lead: 'Degraded since 07:12.' } } }, '1-11');
  pass(1_000);
  assert.equal(page.shown, 'Degraded since 07:12.');
  page.end();
  pass(4_000);
  assert.equal(page.shown, 'Not known since 07:12.');
});

test('what was still to be shown when the tab was hidden is shown', async () => {
  const page = await open();
  page.hear({ type: 'state', data: { sentence: { lead: 'Degraded since 07:12.' } } }, '1-11');
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(page.shown, 'Degraded since 07:12.');
});

test('a hidden page that rests says that it knows nothing, and nothing of that when somebody looks', async () => {
  const port = { postMessage() {}, close() {} };
  globalThis.SharedWorker = function SharedWorker() { return { port }; };
  const page = await open();
  document.hidden = true;
  port.onmessage({ data: { type: 'phase', phase: 'resting', nextIn: null, silence: 0, never: false } });
  pass(1_000);
  assert.equal(page.shown, 'Not known since 07:12.');
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(page.shown, 'Healthy.');
});
