import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { connect } from '../../main/webapp/app/stream/connection.js';
import { FakeSource } from './fake-source.mjs';

let world;
let phases;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  FakeSource.made = [];
  phases = [];
  world = new EventTarget();
  Object.assign(globalThis, { EventSource: FakeSource, addEventListener: world.addEventListener.bind(world) });
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

const open = () => connect({ url: 'api/stream', lastId: '1-10', resume: true, onMessage: () => {}, onPhase: phase => phases.push(phase) });

test('a stream that ends is made anew with the last id, at a moment that is another one for each browser', () => {
  const waits = [0, 0.999].map(chance => {
    mock.method(Math, 'random', () => chance);
    open();
    const source = FakeSource.made.at(-1);
    source.onmessage({ data: '{"type":"event","data":{}}', lastEventId: '1-11' });
    const count = FakeSource.made.length;
    source.readyState = FakeSource.CLOSED;
    source.onerror();
    let waited = 0;
    while (FakeSource.made.length === count) {
      mock.timers.tick(1);
      waited++;
    }
    assert.equal(FakeSource.made.at(-1).url, 'api/stream?last_event_id=1-11');
    return waited;
  });
  assert.ok(waits[0] >= 740 && waits[0] <= 760, `${waits}`);
  assert.ok(waits[1] >= 1_240 && waits[1] <= 1_260, `${waits}`);
});

test('tries become rarer, thirty seconds and a quarter at most, and quick again after a message', () => {
  mock.method(Math, 'random', () => 0.5);
  open();
  const waits = [];
  for (let i = 0; i < 8; i++) {
    const began = FakeSource.made.length;
    FakeSource.made.at(-1).onerror();
    let waited = 0;
    for (; FakeSource.made.length === began; waited += 250) mock.timers.tick(250);
    waits.push(waited);
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  FakeSource.made.at(-1).onmessage({ data: '{"type":"keepalive","data":{}}', lastEventId: '' });
  FakeSource.made.at(-1).onerror();
  const count = FakeSource.made.length;
  mock.timers.tick(1_000);
  assert.equal(FakeSource.made.length, count + 1);
});

test('one that is closed on purpose is never made anew', () => {
  const connection = open();
  FakeSource.made[0].onerror();
  connection.close();
  mock.timers.tick(120_000);
  world.dispatchEvent(new Event('online'));
  assert.equal(FakeSource.made.length, 1);
});
