import { ageLine, figureLabel } from '../format/stop.js';
import { age, full } from '../format/time.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText, show } from './dom.js';

/** The six stops, the branch to SMS, and what else is watched. */
export function mountLine(section) {
  const stops = new Map([...section.querySelectorAll('.stop')].map(li => [li.dataset.key, mountStop(li)]));
  const branch = section.querySelector('.branch');
  const also = section.querySelector('.also');
  const watched = keyedList(also.querySelector('ul'), createWatched, item => item.name);
  return (state, nowMs) => {
    for (const stop of state.stops) {
      stops.get(stop.key)?.(stop, nowMs);
      if (stop.key === 'sms') {
        setAttribute(branch, 'data-segment', stop.segment);
        setAttribute(branch, 'data-tone', stop.segment_tone);
      }
    }
    show(also, state.also_watched.length > 0);
    watched(state.also_watched, (li, item) => updateWatched(li, item, nowMs));
  };
}

function mountStop(li) {
  const part = name => li.querySelector(name);
  const [track, node, word, ageRow, before, time, after, limit, value, unit, label, pairs] = ['.track', '.node',
    '.stop-word', '.stop-age', '.age-before', '.age', '.age-after', '.age-limit', '.figure-value', '.unit',
    '.figure-label', '.pairs'].map(part);
  const rows = keyedList(pairs, row => make('div', '', make('dt', '', row.label), make('dd', '')), row => row.label);
  return (stop, nowMs) => {
    setAttribute(li, 'data-tone', stop.tone);
    setAttribute(li, 'data-stale', stop.stale ? '' : null);
    setAttribute(track, 'data-segment', stop.segment);
    setAttribute(track, 'data-tone', stop.segment_tone);
    setShape(node, stop.shape);
    setText(word, stop.word ?? '');
    const line = ageLine(stop, nowMs);
    setAttribute(ageRow, 'data-tone', stop.age_tone);
    setText(before, line.before);
    setText(time, line.age);
    const at = line.age ? stop.age_at ?? stop.stale_as_of : null;
    setAttribute(time, 'datetime', at);
    setAttribute(time, 'title', at && full(at));
    setText(after, line.after);
    setText(limit, line.limit);
    const none = stop.figure === null || stop.figure === undefined;
    value.classList.toggle('none', none);
    setText(value, none ? '—' : String(stop.figure));
    setText(unit, none ? '' : stop.unit ?? '');
    setText(label, figureLabel(stop));
    rows(stop.rows ?? [], (row, { value: text, tone }) => {
      const dd = row.lastElementChild;
      setText(dd, text === null || text === undefined ? '—' : String(text));
      setAttribute(dd, 'data-tone', tone);
      setAttribute(dd, 'data-empty', text === null || text === undefined ? '' : null);
    });
  };
}

const createWatched = item => make('li', '', makeIcon(item.shape), make('b', '', item.name), ' ', make('span', ''), ' ',
  make('span', 'meta'), ' ', make('span', 'meta'));

function updateWatched(li, item, nowMs) {
  const [icon, , word, details, when] = li.children;
  setShape(icon, item.shape);
  setAttribute(icon, 'data-shape', item.shape);
  setText(word, item.word ?? '');
  setText(details, item.details ?? '');
  setText(when, item.evidence_at ? age(item.evidence_at, nowMs).text : '');
}
