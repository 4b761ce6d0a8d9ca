import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { zoned } from '../../main/webapp/app/format/time.js';
import { mountFeed } from '../../main/webapp/app/view/feed.js';
import { mountWall } from '../../main/webapp/app/view/wall.js';
import { fakePage, node } from './fake-page.mjs';

fakePage();
// The charts look at the page as soon as they are loaded.
const { mountValues } = await import('../../main/webapp/app/view/chart.js');

beforeEach(() => {
  fakePage();
});

test('older events are asked for from the last event on, not from a row that says what is missing', () => {
  const asked = [];
  const section = node('section');
  const feed = mountFeed(section, { dispatch() {}, loadOlder: id => asked.push(id), home: 'gate-a', say() {}, clockNow: () => '' });
  const event = n => ({ id: `1-${n}`, timestamp: '2026-11-23T07:12:08+08:00', type: 'scan', message: 'm', data: {} });
  const gap = { ...event(0), id: 'gap-1-10', type: 'gap' };
  const older = (...shown) => {
    feed.render({ shown, held: [], heldCount: 0, filters: [], query: '', older: 'idle', paused: null }, 9, Infinity);
    section.querySelector('.feed-older').dispatchEvent(new Event('click'));
  };
  older(event(11), event(10));
  older(event(11), gap);
  older(gap);
  assert.deepEqual(asked, ['1-10', '1-11', '']);
});

test('the hour that comes twice in autumn has two rows in the table of a chart', () => {
  const section = node('section');
  const values = mountValues(section, zoned('Europe/Berlin', ''));
  const hour = (utc, count) => [Date.parse(`2026-10-25T${utc}:00Z`), count];
  values([hour('00:00', 1), hour('01:00', 7), hour('02:00', null)]);
  assert.deepEqual(section.querySelector('tbody').children.map(row => row.children.map(cell => cell.textContent).join(' ')),
    ['02:00 1', '02:00 7', '03:00 no data']);
});

test('the icon of a wall that has lost its server says so', () => {
  const favicon = node('link');
  const main = node('main');
  for (const name of ['.wall-shape', '.wall-do']) main.querySelector(name).append(node('use'));
  const wall = mountWall(main, favicon);
  const sentence = shape => ({ shape, lead: 'All fine.', text: '' });
  const render = lost => wall({ fleet: { sentence: sentence('fine'), problems: [], counts: [], totals: {} }, lost, shown: { stations: [], left: 0 }, nowMs: 0 });
  render(null);
  assert.equal(favicon.getAttribute('href'), 'favicons/fine.svg');
  render(sentence('stale'));
  assert.equal(favicon.getAttribute('href'), 'favicons/stale.svg');
});

test('of a wall in a hidden tab only the title and the icon move', () => {
  const [main, favicon] = [node('main'), node('link')];
  for (const name of ['.wall-shape', '.wall-do']) main.querySelector(name).append(node('use'));
  const wall = mountWall(main, favicon);
  const stations = ['a', 'b'].map(name => ({ name, title: name, state: 'fine', shape: 'fine', tone: 'none', word: 'Fine' }));
  const render = (shape, lead, shown) => wall({
    fleet: { sentence: { shape, lead, text: '' }, problems: [], counts: [], totals: {} }, lost: null, shown: { stations: shown, left: 0 }, nowMs: 0,
  });
  const drawn = () => [main.querySelector('.wall-lead').textContent, main.querySelector('.wall-stations').children.length];
  render('fine', 'All fine.', stations.slice(1));
  document.hidden = true;
  render('error', '1 thing needs you.', stations);
  assert.deepEqual([document.title, favicon.getAttribute('href')], ['1 thing needs you. · Rollcall', 'favicons/error.svg']);
  assert.deepEqual(drawn(), ['All fine.', 1]);
  document.hidden = false;
  render('error', '1 thing needs you.', stations);
  assert.deepEqual(drawn(), ['1 thing needs you.', 2]);
});
