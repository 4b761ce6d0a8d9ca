import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { FakeSource } from './fake-source.mjs';

const document = readFileSync(new URL('../../../docs/howto/old-page.md', import.meta.url), 'utf8');
const script = document.match(/^```\n([^]*?)^```$/m)[1];

let shown;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  FakeSource.made = [];
  globalThis.EventSource = FakeSource;
  shown = [];
  const show = kind => data => shown.push([kind, data]);
  new Function('showAll', 'addEvent', 'addAlert', 'showMetrics', script)(
    show('all'), show('event'), show('alert'), show('metrics'));
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

const newest = () => FakeSource.made.at(-1);
const send = (type, data, lastEventId) => newest().onmessage({ data: JSON.stringify({ type, data }), lastEventId });

/** What a proxy's 502 or a 503 does; how long the page waits then. */
function refused() {
  const count = FakeSource.made.length;
  newest().readyState = FakeSource.CLOSED;
  newest().onerror();
  for (let waited = 1; waited <= 600_000; waited++) {
    mock.timers.tick(1);
    if (FakeSource.made.length > count) return waited;
  }
  return Infinity;
}

test('the documented page shows what each message tells', () => {
  assert.equal(newest().url, '/api/stream');
  send('dashboard', 1, '1-10');
  send('event', 2, '1-11');
  send('alert', 3, '1-12');
  send('metrics', 4, '1-12');
  send('keepalive', 5, '1-12');
  assert.deepEqual(shown, [['all', 1], ['event', 2], ['alert', 3], ['metrics', 4]]);
});

test('a stream that ends is left to the browser', () => {
  newest().readyState = 0;
  newest().onerror();
  mock.timers.tick(600_000);
  assert.equal(FakeSource.made.length, 1);
});

test('after a refusal it comes back with its last id, ever later, each page at its own moment', () => {
  mock.method(Math, 'random', () => 0.5);
  send('event', 1, '1-11');
  send('metrics', 2, '');
  const waits = Array.from({ length: 8 }, refused);
  assert.equal(newest().url, '/api/stream?last_event_id=1-11');
  assert.deepEqual(waits, [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);

  newest().onopen();
  Math.random.mock.mockImplementation(() => 0.999);
  const late = refused();
  newest().onopen();
  Math.random.mock.mockImplementation(() => 0);
  assert.deepEqual([late, refused()], [2998, 1000]);
});
