import { totals } from '../format/fleet.js';
import { number } from '../format/number.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText } from './dom.js';

/** How many stations are in each state; pressed, a count shows those alone. `toggle` is told its key. */
export function mountCounts(group, toggle) {
  const buttons = keyedList(group, create, count => count.key);
  group.addEventListener('click', event => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab gets the link itself
    event.preventDefault();
    toggle(link.dataset.key);
  });
  group.addEventListener('keydown', event => {
    if (event.key !== ' ' || !event.target.dataset.key) return;
    event.preventDefault();
    toggle(event.target.dataset.key);
  });
  return (counts, shown, addressOf) => buttons(counts, (link, count) => {
    const on = count.key === 'all' ? shown.length === 0 : shown.includes(count.key);
    setAttribute(link, 'aria-pressed', on);
    setAttribute(link, 'href', addressOf(count.key === 'all' ? [] : [count.key]));
    setAttribute(link, 'data-tone', count.tone);
    if (count.shape) setShape(link.firstElementChild, count.shape);
    setText(link.querySelector('span'), count.word);
    setText(link.lastElementChild, number(count.count));
  });
}

function create(count) {
  const link = make('a', 'count', ...(count.shape ? [makeIcon(count.shape)] : []), make('span', ''), ' ', make('b', ''));
  link.dataset.key = count.key;
  link.setAttribute('role', 'button');
  return link;
}

/** The figures of all stations together. */
export function mountTotals(list) {
  const pairs = keyedList(list, ([label]) => make('span', '', `${label} `, make('b', ''), make('span', '')), ([label]) => label);
  return (figures, nowMs) => pairs(totals(figures, nowMs), (item, [, figure, more]) => {
    const [value, rest] = item.children;
    setText(value, figure);
    setText(rest, more);
  });
}
