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
