import { bars, gaps, tileAge } from '../format/fleet.js';
import { number } from '../format/number.js';
import { full } from '../format/time.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** A tile for each station, by place, in an order that never changes. One of them is in the order of focus; arrows reach the others. */
export function mountGrid(section) {
  let current = null;
  const tilesOf = new WeakMap();
  const places = keyedList(section, createPlace, place => place.key);
  section.addEventListener('focusin', ({ target }) => target.matches('.tile') && rove(target));
  section.addEventListener('keydown', event => {
    const step = STEPS[event.key] ?? (event.key === 'Home' || event.key === 'End' ? [] : null);
    if (!step || event.ctrlKey || event.altKey || event.metaKey || !event.target.matches('.tile')) return;
    event.preventDefault();
    next(event.target, event.key, step)?.focus();
  });

  function rove(tile) {
    if (current && current !== tile) current.tabIndex = -1;
    current = tile;
    tile.tabIndex = 0;
  }

  function next(tile, key, [across, down]) {
    const all = [...section.querySelectorAll('.tile')];
    if (key === 'Home') return all[0];
    if (key === 'End') return all.at(-1);
    return across ? all[all.indexOf(tile) + across] : below(tile, all, down);
  }

  return (shown, nowMs) => {
    places(shown, (place, item) => {
      const [label, tiles] = place.children;
      setText(label.firstElementChild, item.name);
      setText(label.lastElementChild, item.note);
      if (!tilesOf.has(place)) tilesOf.set(place, keyedList(tiles, createTile, station => station.name));
      tilesOf.get(place)(item.stations, (li, station) => updateTile(li, station, nowMs));
    });
    if (!current?.isConnected) {
      const first = section.querySelector('.tile');
      if (first) rove(first);
    }
  };
}

/** The tile in the next row that has a tile nearest to the same column. */
function below(tile, all, down) {
  const from = tile.getBoundingClientRect();
  const boxes = all.map(other => ({ other, box: other.getBoundingClientRect() })).filter(({ box }) => (box.top - from.top) * down > 1);
  const row = Math.min(...boxes.map(({ box }) => (box.top - from.top) * down));
  return boxes.filter(({ box }) => Math.abs((box.top - from.top) * down - row) < 1)
    .reduce((best, each) => (!best || away(each) < away(best) ? each : best), null)?.other;

  function away({ box }) {
    return Math.abs(box.left - from.left);
  }
}

function createPlace() {
  return make('section', 'place', make('h2', 'place-label', make('span', 'place-name'), ' ', make('span', 'place-note')), make('ul', 'tiles'));
}

function createTile(station) {
  const chart = document.createElementNS(SVG, 'svg');
  chart.setAttribute('class', 'bars');
  chart.setAttribute('viewBox', '0 0 119 16');
  chart.setAttribute('preserveAspectRatio', 'none');
  chart.setAttribute('aria-hidden', 'true');
  const path = name => {
    const node = document.createElementNS(SVG, 'path');
    node.setAttribute('class', name);
    return node;
  };
  chart.append(path('bars-known'), path('bars-gap'));
  const tile = make('a', 'tile', makeIcon(station.shape), make('span', 'tile-name'), make('span', 'hidden'),
    make('b', 'tile-queue'), make('time', 'tile-age'), chart);
  tile.href = `dashboard?station=${encodeURIComponent(station.name)}`;
  tile.tabIndex = -1;
  return make('li', '', tile);
}

function updateTile(li, station, nowMs) {
  const tile = li.firstElementChild;
  const [icon, name, word, queue, when, chart] = tile.children;
  setAttribute(tile, 'data-state', station.state);
  setAttribute(tile, 'data-tone', station.tone);
  setAttribute(tile, 'title', `${station.title}, ${station.word}${station.reason ? `: ${station.reason}` : ''}`);
  setShape(icon, station.shape);
  setText(name, station.title);
  setText(word, station.word);
  setText(queue, station.queue_over ? number(station.queue) : '');
  setText(when, tileAge(station, nowMs));
  const at = station.state === 'asleep' && station.opens_at ? station.opens_at : station.age_at;
  setAttribute(when, 'datetime', at);
  setAttribute(when, 'title', at && full(at));
  setAttribute(chart.firstElementChild, 'd', bars(station.bars));
  setAttribute(chart.lastElementChild, 'd', gaps(station.bars));
}
