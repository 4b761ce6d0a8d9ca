import { metricLimit, metricValue } from '../format/number.js';
import { date, full, shortClock, span } from '../format/time.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText, show } from './dom.js';

const STATES = ['firing', 'acknowledged', 'resolved'];
const LEVELS = ['error', 'warning', 'info'];
const STAYS = 600_000;
const STANDS = 5_000;

/** Open alerts, the worst first, those that someone has taken on after them; a resolved one stays ten minutes. */
export function mountAlerts(section, loud) {
  const none = section.querySelector('.alerts-none');
  const last = section.querySelector('.alerts-last');
  const list = section.querySelector('.alerts-rows');
  const more = section.querySelector('.alerts-more');
  const rows = keyedList(list, create, alert => alert.id);
  const announced = new Set();
  let first = true;
  let order = [];
  let changedAt = 0;

  more.addEventListener('click', () => {
    const open = !section.hasAttribute('data-open');
    setAttribute(section, 'data-open', open ? '' : null);
    setAttribute(more, 'aria-expanded', open);
  });

  /** A row stands for five seconds before it moves, and never moves under a pointer or focus. */
  function placed(wanted) {
    const ids = wanted.map(alert => alert.id);
    const known = order.filter(id => ids.includes(id));
    const fresh = ids.some(id => !order.includes(id));
    const moved = known.join() !== ids.filter(id => known.includes(id)).join();
    if (!moved) changedAt = 0;
    else if (!changedAt) changedAt = performance.now();
    const held = list.matches(':hover, :focus-within');
    if (order.length === 0 || !moved || (!held && (fresh || performance.now() - changedAt > STANDS))) {
      order = ids;
      return wanted;
    }
    order = [...known, ...ids.filter(id => !known.includes(id))];
    return order.map(id => wanted.find(alert => alert.id === id));
  }

  return (alerts, nowMs, home) => {
    const open = alerts.filter(alert => alert.state !== 'resolved'
      || nowMs - Date.parse(alert.resolved_at ?? alert.updated_at) < STAYS);
    const wanted = [...open].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state)
      || LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || Date.parse(a.since) - Date.parse(b.since));
    rows(placed(wanted), (li, alert) => update(li, alert, nowMs, home));
    setAttribute(section, 'data-count', open.length);
    setText(more.querySelector('.wide'), section.hasAttribute('data-open') ? 'Fewer' : `${open.length - 3} more`);
    setText(more.querySelector('.narrow'), section.hasAttribute('data-open') ? 'Fewer' : `${open.length - 1} more`);
    show(none, open.length === 0);
    setText(last, lastWords(alerts, home));
    for (const alert of open) {
      const key = `${alert.id} ${alert.state}`;
      if (!first && alert.state === 'firing' && alert.level === 'error' && !announced.has(key)) {
        setText(loud, `Error. ${title(alert, home)}. ${alert.reason ?? ''}`);
      }
      announced.add(key);
    }
    first = false;
  };
}

function lastWords(alerts, home) {
  const past = alerts.find(alert => alert.state === 'resolved');
  if (!past) return '';
  const end = past.resolved_at ?? past.updated_at;
  return `Last: ${title(past, home)}, ${date(past.since)} ${shortClock(past.since)} to ${shortClock(end)}`;
}

function create() {
  const two = name => make('div', name, make('p', ''), make('p', 'alert-meta'));
  const what = two('alert-what');
  what.firstElementChild.className = 'alert-title';
  const state = two('alert-state');
  state.firstElementChild.append(make('b', ''), ' ', make('span', ''));
  return make('li', 'alert', make('div', 'alert-level', makeIcon('warning'), make('span', '')), what,
    two('alert-value'), state, make('div', 'alert-step', make('p', '')));
}

/** An alert of another station than the page's says whose it is. */
const title = (alert, home) => (alert.station === home ? alert.message : `${alert.station}: ${alert.message}`);

function update(li, alert, nowMs, home) {
  const [level, what, value, state, step] = li.children;
  const resolved = alert.state === 'resolved';
  setAttribute(li, 'data-level', alert.level);
  setAttribute(li, 'data-state', alert.state);
  setShape(level.firstElementChild, resolved ? 'fine' : alert.state === 'acknowledged' ? 'tick' : alert.level);
  setText(level.lastElementChild, resolved ? 'Resolved' : capital(alert.level));
  setText(what.firstElementChild, title(alert, home));
  setText(what.lastElementChild, alert.reason ?? '');
  setText(value.firstElementChild, metricValue(alert.metric, alert.value));
  setText(value.lastElementChild, alert.limit == null ? '' : `limit ${metricLimit(alert.metric, alert.limit)}`);
  const end = alert.resolved_at ?? alert.updated_at;
  setText(state.firstElementChild.firstElementChild, capital(alert.state));
  setText(state.firstElementChild.lastElementChild, resolved ? shortClock(end) : `since ${shortClock(alert.since)}`);
  setAttribute(state, 'title', full(resolved ? end : alert.since));
  const length = span(((resolved ? Date.parse(end) : nowMs) - Date.parse(alert.since)) / 1000);
  const note = alert.note ? `: ${alert.note}` : '';
  setText(state.lastElementChild, resolved ? `lasted ${length}`
    : alert.state === 'acknowledged' ? `by ${alert.acknowledged_by}${note}` : `for ${length}`);
  setText(step.firstElementChild, resolved ? '' : alert.first_step ?? '');
}

const capital = word => word.charAt(0).toUpperCase() + word.slice(1);
