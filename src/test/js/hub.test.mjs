import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHub } from '../../main/webapp/app/stream/hub.js';

const AT = '2026-11-23T07:12:08+08:00';
const event = (n, epoch = 1) => ({ type: 'event', id: `${epoch}-${n}`, data: { id: `${epoch}-${n}` } });
const metrics = (n, timestamp = '2026-11-23T07:12:09+08:00') => ({ type: 'metrics', data: { n, timestamp } });

/** A hub with connections that the test speaks for, and a clock that it moves. */
function setUp() {
  const world = { time: 0, opened: [], timers: [] };
  const connect = options => {
    const connection = { ...options, closed: false, tries: 0 };
    world.opened.push(connection);
    return { close: () => { connection.closed = true; }, tryNow: () => { connection.tries++; } };
  };
  const hub = createHub({ connect, now: () => world.time, later: (run, delay) => world.timers.push({ run, at: world.time + delay }) });
  world.pass = millis => {
    world.time += millis;
    const due = world.timers.filter(timer => timer.at <= world.time);
    world.timers = world.timers.filter(timer => timer.at > world.time);
    for (const timer of due) timer.run();
  };
  world.open = () => world.opened.filter(connection => !connection.closed);
  world.tidy = hub.tidy;
  world.tab = (url, more = {}) => {
    const port = { said: [], postMessage: word => port.said.push(structuredClone(word)) };
    const here = { type: 'here', url, resume: true, lastId: '1-10', timestamp: AT, visible: true, looked: true, wide: false, ...more };
    port.say = word => hub.hear(port, { ...here, looked: false, ...word });
    port.news = () => port.said.filter(({ type }) => type === 'news').flatMap(({ messages }) => messages);
    port.ids = () => port.news().map(({ id }) => id).filter(Boolean);
    port.phases = () => port.said.filter(({ type }) => type === 'phase').map(({ phase }) => phase);
    hub.hear(port, here);
    return port;
  };
  return world;
}

test('eight tabs with the same view have one connection, and each gets every entry', () => {
  const world = setUp();
  const tabs = Array.from({ length: 8 }, () => world.tab('a'));
  assert.equal(world.opened.length, 1);
  world.opened[0].onMessage(event(11));
  world.pass(100);
  world.opened[0].onMessage(event(12));
  for (const tab of tabs) assert.deepEqual(tab.ids(), ['1-11', '1-12']);
});

test('another view has another connection, from its own id on', () => {
  const world = setUp();
  world.tab('a');
  world.tab('b', { lastId: '1-20' });
  world.tab('fleet', { resume: false, lastId: null });
  assert.deepEqual(world.opened.map(({ url, lastId }) => [url, lastId]), [['a', '1-10'], ['b', '1-20'], ['fleet', null]]);
});

test('a tab that leaves takes its connection along only when it was the last one', () => {
  const world = setUp();
  const [first, second] = [world.tab('a'), world.tab('a')];
  first.say({ type: 'leave' });
  assert.equal(world.open().length, 1);
  world.opened[0].onMessage(event(11));
  assert.deepEqual(first.ids(), []);
  assert.deepEqual(second.ids(), ['1-11']);
  second.say({ type: 'leave' });
  assert.equal(world.open().length, 0);
});

test('a tab that comes later gets what has passed since its snapshot, and nothing that is in it', () => {
  const world = setUp();
  world.tab('a');
  const { onMessage, onPhase } = world.opened[0];
  onPhase({ phase: 'open' });
  for (const n of [11, 12, 13]) onMessage(event(n));
  const late = world.tab('a', { lastId: '1-12' });
  world.pass(100);
  assert.deepEqual(late.phases(), ['open']);
  assert.deepEqual(late.ids(), ['1-13']);
  assert.equal(world.opened.length, 1);
});

test('a tab that is ahead of the connection is not told what it knows', () => {
  const world = setUp();
  world.tab('a');
  const ahead = world.tab('a', { lastId: '1-12' });
  for (const n of [11, 12, 13]) world.opened[0].onMessage(event(n));
  world.pass(100);
  assert.deepEqual(ahead.ids(), ['1-13']);
});

test('for a tab that is behind the connection is made anew from its id, and nobody hears anything twice', () => {
  const world = setUp();
  const current = world.tab('a');
  world.opened[0].onMessage(event(11));
  const behind = world.tab('a', { lastId: '1-8' });
  assert.equal(world.opened[0].closed, true);
  assert.equal(world.opened[1].lastId, '1-8');
  for (const n of [9, 10, 11, 12]) world.opened[1].onMessage(event(n));
  world.pass(100);
  assert.deepEqual(current.ids(), ['1-11', '1-12']);
  assert.deepEqual(behind.ids(), ['1-9', '1-10', '1-11', '1-12']);
});

test('a reset that answers a tab that was behind is no news for the others; one that answers all is', () => {
  const world = setUp();
  const current = world.tab('a');
  world.opened[0].onMessage(event(11));
  const behind = world.tab('a', { lastId: '1-2' });
  const reset = { type: 'reset', data: { missed: 3, reason: 'pruned' } };
  const dashboard = { type: 'dashboard', id: '1-11', data: { timestamp: AT } };
  world.opened[1].onMessage(reset);
  world.opened[1].onMessage(dashboard);
  world.pass(100);
  const types = tab => tab.news().map(({ type }) => type);
  assert.deepEqual(types(current), ['event', 'dashboard']);
  assert.deepEqual(types(behind), ['reset', 'dashboard']);
  world.opened[1].onMessage(reset);
  world.pass(100);
  assert.equal(types(current).at(-1), 'reset');
});

test('a reset is news for all tabs as soon as the connection of a tab that was behind has gone on without one', () => {
  const world = setUp();
  const current = world.tab('a');
  world.opened[0].onMessage(event(11));
  const behind = world.tab('a', { lastId: '1-8' });
  for (const n of [9, 10, 11, 12]) world.opened[1].onMessage(event(n));
  world.opened[1].onMessage({ type: 'reset', data: { missed: 23, reason: 'pruned' } });
  world.pass(100);
  for (const tab of [current, behind]) assert.equal(tab.news().at(-1).type, 'reset');
});

test('what came before a new epoch does not hide what comes in it', () => {
  const world = setUp();
  const tab = world.tab('a', { lastId: '1-900' });
  world.opened[0].onMessage({ type: 'reset', data: { missed: null, reason: 'the log has begun a new epoch' } });
  world.opened[0].onMessage({ type: 'dashboard', id: '2-1', data: { timestamp: AT } });
  world.opened[0].onMessage(event(2, 2));
  world.pass(100);
  assert.deepEqual(tab.ids(), ['2-1', '2-2']);
});

test('the first message goes at once, what follows is gathered, and of the figures the newest alone', () => {
  const world = setUp();
  const tab = world.tab('a');
  const { onMessage } = world.opened[0];
  onMessage(metrics(1));
  assert.equal(tab.news().length, 1);
  onMessage(metrics(2));
  onMessage(event(11));
  onMessage(metrics(3));
  assert.equal(tab.news().length, 1);
  world.pass(100);
  assert.equal(tab.said.filter(({ type }) => type === 'news').length, 2);
  assert.deepEqual(tab.news().slice(1).map(({ type, data }) => data.n ?? type), ['event', 3]);
});

test('a view without entries begins with the newest figures, if they are newer than its snapshot', () => {
  const world = setUp();
  const fleet = { resume: false, lastId: null };
  world.tab('fleet', fleet);
  world.opened[0].onMessage(metrics(1, '2026-11-23T07:12:09+08:00'));
  const older = world.tab('fleet', fleet);
  const newer = world.tab('fleet', { ...fleet, timestamp: '2026-11-23T07:12:10+08:00' });
  world.pass(100);
  assert.deepEqual(older.news().map(({ data }) => data.n), [1]);
  assert.deepEqual(newer.news(), []);
});

test('four views are connected at most; a hidden one rests, and goes on where it was as soon as it is looked at', () => {
  const world = setUp();
  const first = world.tab('1');
  world.opened[0].onPhase({ phase: 'open' });
  world.opened[0].onMessage(event(11));
  first.say({ visible: false });
  for (const url of ['2', '3', '4', '5']) {
    world.pass(1_000);
    world.tab(url);
  }
  assert.deepEqual(world.open().map(({ url }) => url), ['2', '3', '4', '5']);
  assert.equal(first.phases().at(-1), 'resting');
  world.pass(1_000);
  first.say({ visible: true, looked: true });
  assert.deepEqual(world.open().map(({ url }) => url).sort(), ['1', '3', '4', '5']);
  assert.equal(world.opened.at(-1).lastId, '1-11');
});

test('over HTTP/2 all views are connected', () => {
  const world = setUp();
  for (const url of ['1', '2', '3', '4', '5', '6', '7']) world.tab(url, { wide: true });
  assert.equal(world.open().length, 7);
});

test('a tab that says nothing for five minutes is gone; when it speaks again it goes on from what it knows', () => {
  const world = setUp();
  const [asleep, awake] = [world.tab('a'), world.tab('b')];
  world.opened[0].onMessage(event(11));
  world.pass(200_000);
  awake.say({});
  world.pass(200_000);
  world.tidy();
  assert.deepEqual(world.open().map(({ url }) => url), ['b']);
  asleep.say({ lastId: '1-11' });
  assert.equal(world.opened.at(-1).lastId, '1-11');
  assert.equal(world.open().length, 2);
});

test('phases reach every tab, with moments as durations, and say whether there was ever a connection', () => {
  const world = setUp();
  const tab = world.tab('a');
  world.pass(5_000);
  world.opened[0].onPhase({ phase: 'lost', nextTry: 6_000, silence: 10 });
  assert.deepEqual(tab.said.at(-1), { type: 'phase', phase: 'lost', nextIn: 1_000, silence: 10, never: true });
  world.opened[0].onPhase({ phase: 'open' });
  world.opened[0].onPhase({ phase: 'lost', nextTry: 7_000, silence: 10 });
  assert.equal(tab.said.at(-1).never, false);
  tab.say({ type: 'try' });
  assert.equal(world.opened[0].tries, 1);
});

test('every word is answered, so that a page knows that its worker lives', () => {
  const world = setUp();
  const tab = world.tab('a');
  tab.say({});
  assert.equal(tab.said.filter(({ type }) => type === 'here').length, 2);
});
