import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { fakePage, node } from './fake-page.mjs';
import { FakeSource } from './fake-source.mjs';

const AT = '2026-11-23T07:12:08+08:00';
let opened = 0;
let frames;

/** The parts of every page that its script looks into, and the snapshot that came with it. */
function furnish(snapshot, search = '') {
  document.getElementById('snapshot').textContent = JSON.stringify({ timestamp: AT, zone: 'Asia/Manila', version: '1', ...snapshot });
  for (const id of ['clock', 'views']) document.getElementById(id).append(node('a'), node('a'));
  document.getElementById('badge').querySelector('.icon').append(node('use'));
  for (const [part, child] of [['.shape', 'use'], ['.do-now', 'p']]) document.getElementById('sentence').querySelector(part).append(node(child));
  globalThis.location = { search };
}

/** The page's own script, which runs once for each page that is opened, and its stream. */
async function open(script) {
  await import(`../../main/webapp/app/${script}?page=${++opened}`);
  await import('../../main/webapp/app/stream/connection.js').then(() => new Promise(setImmediate));
  const source = FakeSource.made.at(-1);
  source.onopen();
  return message => source.onmessage({ data: JSON.stringify(message), lastEventId: message.data.id ?? '' });
}

/** Time goes by, with the frames that are due in it. */
function pass(millis) {
  mock.timers.tick(millis);
  for (const frame of frames.splice(0)) frame();
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  fakePage();
  frames = [];
  Object.assign(globalThis, { EventSource: FakeSource, requestAnimationFrame: frame => frames.push(frame) });
  delete globalThis.SharedWorker;
  FakeSource.made = [];
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test('of all stations in a hidden tab only the title and the icon move', async () => {
  const fleet = (lead, ...names) => ({
    sentence: { state: 'fine', shape: 'fine', lead, text: '' }, phase: { state: 'none' }, problems: [], counts: [], totals: {}, services: [],
    places: [{ name: 'Main', note: '', stations: names }],
    stations: names.map(name => ({ name, title: name, state: 'fine', shape: 'fine', tone: 'none', word: 'Fine', bars: [1] })),
  });
  furnish({ fleet: fleet('All fine.', 'a') });
  const tiles = () => document.getElementById('grid').children.flatMap(place => place.children[1].children).length;
  const hear = await open('fleet.js');
  pass(1_000);
  assert.deepEqual([document.title, tiles()], ['● All fine · All stations · Rollcall', 1]);
  document.hidden = true;
  hear({ type: 'metrics', data: { timestamp: AT, fleet: fleet('1 thing needs you.', 'a', 'b') } });
  pass(1_000);
  assert.deepEqual([document.title, tiles()], ['● 1 thing needs you · All stations · Rollcall', 1]);
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(tiles(), 2);
});

/** The page of one station; the server answers each asking with `status`, 0 is no answer, and `asked` counts. */
async function openStation(status) {
  const page = { status, asked: 0, warned: [] };
  const event = n => ({ id: `1-${n}`, timestamp: AT, type: 'scan', message: `m${n}`, data: {} });
  furnish({ as_of: '1-2', recent_events: [event(1), event(2)], recent_alerts: [], metrics: {}, sentence: { state: 'fine', shape: 'fine', lead: 'Healthy.', text: '' } });
  document.getElementById('firstrun').hidden = true;
  Object.assign(globalThis, {
    ResizeObserver: function ResizeObserver() { return { observe() {} }; }, getSelection: () => ({ isCollapsed: true }), devicePixelRatio: 1,
    fetch: async url => {
      const events = url.startsWith('api/events');
      if (events) page.asked++;
      if (page.status === 0) throw new TypeError('no network');
      return { ok: page.status === 200, status: page.status, json: async () => (events ? [event(1), event(2)] : []) };
    },
  });
  mock.method(console, 'warn', words => page.warned.push(words));
  page.hear = await open('main.js');
  page.reset = () => page.hear({ type: 'reset', data: { missed: null, reason: 'x' } });
  page.erase = () => page.hear({ type: 'event', data: { ...event(3), type: 'erasure' } });
  /** Time goes by, and the server answers what is asked in it. */
  page.wait = async millis => {
    pass(millis);
    await new Promise(setImmediate);
    pass(0);
  };
  page.rows = () => document.getElementById('feed').querySelector('.events').children.map(row => row.firstElementChild.children[2].textContent);
  await page.wait(1_000);
  return page;
}

test('however many resets got no answer, the page asks again once, each at a moment of its own', async () => {
  mock.method(Math, 'random', () => 0.9);
  const page = await openStation(503);
  for (let n = 0; n < 3; n++) {
    page.reset();
    await page.wait(10);
  }
  assert.equal(page.asked, 3);
  await page.wait(6_800);
  assert.equal(page.asked, 3);
  await page.wait(300);
  assert.equal(page.asked, 4);
  assert.match(page.warned.at(-1), /asked again in a moment/);
  page.status = 200;
  await page.wait(7_100);
  assert.equal(page.asked, 5);
  await page.wait(60_000);
  assert.equal(page.asked, 5);
});

test('an erasure that got no answer is not forgotten over a reset that gets one', async () => {
  const page = await openStation(0);
  assert.deepEqual(page.rows(), ['m2', 'm1']);
  page.erase();
  await page.wait(1_000);
  assert.deepEqual(page.rows(), []);
  page.status = 200;
  page.reset();
  await page.wait(1_000);
  assert.deepEqual(page.rows().slice(-2), ['m2', 'm1']);
  await page.wait(60_000);
  assert.equal(page.asked, 2);
});

test('of two askings at once the later one counts, however late the earlier has its answer', async () => {
  const page = await openStation(200);
  const answers = [];
  globalThis.fetch = url => new Promise(answer => answers.push(message => answer({
    ok: true, json: async () => (url.startsWith('api/events') ? [{ id: '1-2', timestamp: AT, type: 'scan', message, data: { erased: message === 'Erased' } }] : []),
  })));
  page.erase();
  page.erase();
  page.reset();
  for (const answer of answers.slice(2)) answer('Erased');
  await page.wait(1_000);
  for (const answer of answers.slice(0, 2)) answer('m2');
  await page.wait(1_000);
  assert.equal(page.rows().at(-1), 'Erased');
});

test('whoever may not read is not asked for again and again', async () => {
  for (const status of [401, 403]) {
    fakePage();
    globalThis.requestAnimationFrame = frame => frames.push(frame);
    const page = await openStation(status);
    page.erase();
    await page.wait(60_000);
    assert.deepEqual([page.asked, page.rows()], [1, []]);
  }
});
