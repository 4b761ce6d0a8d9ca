import { detail, entries, icon, kind, message } from '../format/event.js';
import { number } from '../format/number.js';
import { clock, full } from '../format/time.js';
import { keyedList, make, makeIcon, setAttribute, setText, show } from './dom.js';

const FRESH = 1_200;
const QUIET = 30_000;

/** Events, the newest on top. Rows enter only while nobody reads; else they are held and counted. */
export function mountFeed(section, { dispatch, loadOlder, home, say, clockNow }) {
  const part = name => section.querySelector(name);
  const [scroll, count, fresh, pause, filters, searchOpen, search, shownNote, olderButton, empty] = ['.feed-scroll',
    '.feed-count', '.feed-new', '.feed-pause', '.filters', '.feed-search-open', '.feed-search', '.feed-shown',
    '.feed-older', '.feed-empty'].map(part);
  const list = part('.events');
  // A row is drawn once; an event that was erased is another row.
  const rows = keyedList(list, create, event => (event.data?.erased === true ? `${event.id} erased` : event.id));
  let mounted = false;
  let saidAt = -QUIET;
  let current = null;
  let feed = null;
  const entered = [];
  let drawn = [];
  let filling = 0;

  const hold = holding => feed && feed.holding !== holding && dispatch({ type: 'page.feed', data: { holding } });

  /** Looks at where the reader is; called after what may have moved the reader, never in a render. */
  function look() {
    const top = scroll.scrollTop <= 4 && scroll.getBoundingClientRect().top > -28;
    const selection = getSelection();
    const selecting = !selection.isCollapsed && list.contains(selection.anchorNode);
    hold(!top || selecting || list.matches(':hover, :focus-within'));
  }
  for (const name of ['pointerenter', 'pointerleave', 'focusin', 'focusout']) {
    list.addEventListener(name, () => requestAnimationFrame(look));
  }
  scroll.addEventListener('scroll', look, { passive: true });
  addEventListener('scroll', look, { passive: true });
  document.addEventListener('selectionchange', look);

  fresh.addEventListener('click', showNew);
  pause.addEventListener('click', togglePause);
  olderButton.addEventListener('click', () => loadOlder(feed.shown.findLast(row => row.type !== 'gap')?.id ?? ''));
  searchOpen.addEventListener('click', openSearch);
  // Left empty it would only cover the filters, and a finger has no Esc.
  search.addEventListener('blur', () => search.value.trim() || closeSearch());
  search.addEventListener('input', () => dispatch({ type: 'page.feed', data: { query: search.value.trim().toLowerCase() } }));
  filters.addEventListener('click', ({ target }) => {
    const name = target.closest('button')?.dataset.filter;
    if (!name) return;
    const on = new Set(name === 'all' ? [] : feed.filters);
    if (name !== 'all' && !on.delete(name)) on.add(name);
    dispatch({ type: 'page.feed', data: { filters: [...on] } });
  });

  /** An event of another station than the page's says whose it is. */
  const said = event => (!event.station || event.station === home ? '' : `${event.station}: `) + message(event);

  function create(event) {
    const words = clock(event.timestamp);
    const time = make('time', '', make('span', '', words.slice(0, 5)), make('span', 'seconds', words.slice(5)));
    time.dateTime = event.timestamp ?? '';
    time.title = full(event.timestamp);
    const gap = event.type === 'gap';
    const row = make('button', 'event', time, makeIcon(gap ? 'gap' : icon(event)),
      make('span', 'event-message', gap ? event.message : said(event)),
      make('span', 'event-detail', gap ? event.data.reason ?? '' : detail(event)));
    row.type = 'button';
    row.children[2].title = row.children[2].textContent;
    row.dataset.type = event.type;
    row.tabIndex = -1;
    row.setAttribute('aria-expanded', 'false');
    const li = make('li', '', row);
    row.addEventListener('click', () => toggle(li, event));
    row.addEventListener('focus', () => rove(row));
    if (mounted) {
      li.dataset.new = '';
      entered.push(li);
    }
    return li;
  }

  function toggle(li, event) {
    const row = li.firstElementChild;
    const open = row.getAttribute('aria-expanded') !== 'true';
    setAttribute(row, 'aria-expanded', open);
    if (!open) {
      li.lastElementChild.remove();
      return;
    }
    const pairs = [['id', event.id], ['type', event.type], ['happened', full(event.timestamp)],
      ...(event.received_at ? [['received', full(event.received_at)]] : []),
      ...(event.station ? [['station', event.station]] : []), ...entries(event.data)];
    li.append(make('dl', 'data', ...pairs.map(([key, value]) => make('div', '', make('dt', '', key), make('dd', '', value))),
      ...journeyRow(event)));
  }

  function rove(row) {
    if (current && current !== row) current.tabIndex = -1;
    current = row;
    row.tabIndex = 0;
  }

  function move(step) {
    const all = [...list.querySelectorAll('.event')];
    const at = all.indexOf(document.activeElement);
    all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))]?.focus();
  }

  function showNew() {
    dispatch({ type: 'page.shownew' });
    scroll.scrollTop = 0;
    if (scroll.getBoundingClientRect().top < 0) section.scrollIntoView();
  }

  function togglePause() {
    dispatch({ type: 'page.feed', data: { paused: feed.paused ? null : clockNow() } });
  }

  function openSearch() {
    show(search, true);
    search.focus();
  }

  function closeSearch() {
    search.value = '';
    show(search, false);
    dispatch({ type: 'page.feed', data: { query: '' } });
  }

  function escape() {
    const li = document.activeElement?.closest?.('.events > li');
    if (document.activeElement === search || feed.query) {
      closeSearch();
      searchOpen.focus();
    } else if (li?.querySelector('.data')) {
      li.firstElementChild.click();
    } else if (li) {
      document.activeElement.blur();
    }
  }

  /** At most `few` rows enter in a frame, the newest first: those of a crowd at once are a long task. */
  function fill(visible, few) {
    cancelAnimationFrame(filling);
    let left = few;
    const next = visible.filter(event => drawn.includes(event) || left-- > 0);
    drawn = [...new Set([...next, ...drawn])].slice(0, visible.length);
    rows(drawn, () => {});
    if (left < 0) filling = requestAnimationFrame(() => fill(visible, few));
    const lis = entered.splice(0);
    if (lis[0]) setTimeout(() => lis.forEach(li => delete li.dataset.new), FRESH);
    const first = list.querySelector('.event');
    if (first && !current?.isConnected) rove(first);
  }

  function render(next, eventsToday, few) {
    feed = next;
    const visible = feed.shown.filter(event => wanted(event, feed));
    fill(visible, few);
    setText(count, eventsToday != null && (eventsToday > 0 || feed.shown.length) ? `${number(eventsToday)} today` : feed.shown.length ? '' : 'none yet');
    for (const button of filters.children) {
      const name = button.dataset.filter;
      setAttribute(button, 'aria-pressed', name === 'all' ? feed.filters.length === 0 : feed.filters.includes(name));
    }
    const words = newWords(feed);
    show(fresh, words !== '');
    setText(fresh.querySelector('.feed-new-words'), words);
    if (words && performance.now() - saidAt > QUIET) {
      saidAt = performance.now();
      say(words);
    }
    setText(pause, feed.paused ? `Paused at ${feed.paused} · Resume` : 'Pause');
    const hidden = feed.shown.length - visible.length;
    show(empty, visible.length === 0);
    setText(empty, emptyWords(feed, hidden));
    setText(shownNote, feed.shown.length === 0 ? '' : `${visible.length} shown${hidden ? `, ${hidden} hidden` : ''}${olderWords(feed.older)}`);
    show(olderButton, feed.shown.length > 0 && feed.older !== 'end');
    olderButton.disabled = feed.older === 'loading';
    mounted = true;
  }

  return { render, move, showNew, togglePause, openSearch, escape };
}

/** The journey of the event's record: a dash until it is known, and for as long as it is not. Its script comes when it is needed. */
function journeyRow({ id, station, data }) {
  if (data?.record_id == null && data?.student_id == null) return [];
  const words = make('dd', 'journey', '—');
  import('./journey.js').then(({ tellJourney }) => tellJourney(words, { id, station, data })).catch(() => {
    // The dash stays: the event itself is all there, and opening it again asks again.
  });
  return [make('div', '', make('dt', '', 'journey'), words)];
}

function wanted(event, { filters, query }) {
  const typed = filters.length === 0 || filters.includes(event.type === 'gap' ? 'warning' : kind(event));
  return typed && (query === '' || `${message(event)} ${detail(event)} ${JSON.stringify(event.data ?? {})}`.toLowerCase().includes(query));
}

function newWords({ heldCount, held }) {
  if (heldCount === 0) return '';
  if (heldCount > held.length) return `${held.length}+ new, some only in Older events`;
  return `${heldCount} new ${heldCount === 1 ? 'event' : 'events'}`;
}

function emptyWords(feed, hidden) {
  if (feed.shown.length === 0) return 'The first event shows here as soon as it is stored.';
  const names = feed.filters.length ? feed.filters.join(' or ') : 'such event';
  return `No ${names} among the last ${feed.shown.length}; ${hidden} hidden by the filter.`;
}

const olderWords = older => ({ loading: ', asking for older ones', end: ', the oldest is here', failed: ', older ones did not come' }[older] ?? '');
