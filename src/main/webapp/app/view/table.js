import { cellAge, rate } from '../format/fleet.js';
import { number } from '../format/number.js';
import { full } from '../format/time.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText } from './dom.js';

const AGES = ['last_heartbeat', 'last_scan', 'last_sync', 'last_sms'];

/** One row a station, with the four ages. The whole row is the link of its name. */
export function mountTable(table) {
  const rows = keyedList(table.querySelector('tbody'), create, station => station.name);
  return (stations, nowMs) => rows(stations, (row, station) => update(row, station, nowMs));
}

function create(station) {
  const link = make('a', '');
  link.href = `dashboard?station=${encodeURIComponent(station.name)}`;
  const name = make('th', 'row-name', link);
  name.scope = 'row';
  return make('tr', 'row', make('td', 'row-state', makeIcon(station.shape), make('span', '')), name, make('td', 'row-place'),
    ...AGES.map(key => make('td', `row-age ${key}`, make('time', ''))), make('td', 'row-number row-queue'), make('td', 'row-number row-rate'));
}

function update(row, station, nowMs) {
  const [state, name, place, ...cells] = row.children;
  setAttribute(row, 'data-state', station.state);
  setAttribute(row, 'data-tone', station.tone);
  setShape(state.firstElementChild, station.shape);
  setText(state.lastElementChild, station.word);
  setText(name.firstElementChild, station.title);
  setText(place, [station.place, station.floor, station.room].filter(Boolean).join(', '));
  AGES.forEach((key, at) => {
    const time = cells[at].firstElementChild;
    setText(time, cellAge(station[key], nowMs));
    setAttribute(time, 'datetime', station[key]);
    setAttribute(time, 'title', station[key] && full(station[key]));
  });
  setText(cells[4], number(station.queue));
  setAttribute(cells[4], 'data-over', station.queue_over ? '' : null);
  setText(cells[5], rate(station.success_rate));
}
