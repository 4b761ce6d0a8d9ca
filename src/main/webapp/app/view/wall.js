import { wallWords } from '../format/fleet.js';
import { number } from '../format/number.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText, show } from './dom.js';

const STAYS = 12_000;
/** Letters of a headline that fit into one line at its full size. */
const SHORT = 32;

/** One problem at a time, the counts, and all stations. `hold` keeps the problem that is shown. */
export function mountWall(main, favicon) {
  const part = name => main.querySelector(name);
  const [band, shape, lead, since, evidence, step, turn, dots, turnWords] = ['.wall-band', '.wall-shape', '.wall-lead', '.wall-since',
    '.wall-evidence', '.wall-do', '.wall-turn', '.wall-dots', '.wall-turn-words'].map(part);
  const counts = keyedList(part('.wall-counts'), createCount, count => count.key);
  const stations = keyedList(part('.wall-stations'), createStation, station => station.name);
  const marks = keyedList(dots, () => make('i', ''), at => at);
  const left = part('.wall-left');
  let key = null;
  let shownAt = performance.now();
  let held = false;

  /** The problem whose turn it is; the one after it when it has stood long enough or is over. */
  function turnOf(problems) {
    if (problems.length === 0) return -1;
    const at = problems.findIndex(problem => problem.key === key);
    const over = !held && performance.now() - shownAt >= STAYS;
    const next = at < 0 ? 0 : over ? (at + 1) % problems.length : at;
    if (at < 0 || over) {
      key = problems[next].key;
      shownAt = performance.now();
    }
    return next;
  }

  function render({ fleet, lost, shown, nowMs }) {
    const problems = lost ? [] : fleet.problems;
    const at = turnOf(problems);
    const words = at < 0 ? calm(lost ?? fleet.sentence) : { ...wallWords(problems[at], nowMs), step: problems[at].do_now ?? '' };
    const title = `${words.lead} · Rollcall`;
    if (document.title !== title) document.title = title;
    setAttribute(favicon, 'href', `favicons/${(lost ?? fleet.sentence).shape}.svg`);
    if (document.hidden) return;
    const now = at < 0 ? lost ?? fleet.sentence : problems[at];
    setAttribute(band, 'data-tone', lost ? 'lost' : now.tone ?? (now.shape === 'fine' ? 'fine' : 'none'));
    setAttribute(band, 'data-long', words.lead.length + words.since.length > SHORT ? '' : null);
    setShape(shape, now.shape);
    setText(lead, words.lead);
    setText(since, words.since);
    setText(evidence, words.evidence);
    show(step, Boolean(words.step));
    setText(step.lastElementChild, words.step);
    setAttribute(turn, 'data-empty', problems.length < 2 ? '' : null);
    setText(turnWords, problems.length < 2 ? '' : `${at + 1} of ${problems.length} that need you${held ? ', held' : ''}`);
    marks(problems.length > 1 && problems.length <= 12 ? problems.map((_, index) => index) : [], (mark, index) => setAttribute(mark, 'data-on', index === at ? '' : null));
    counts(countsOf(fleet), (item, count) => {
      setAttribute(item, 'data-tone', count.tone);
      if (count.shape) setShape(item.querySelector('svg'), count.shape);
      setText(item.querySelector('b'), number(count.count));
      setText(item.lastElementChild, count.word);
    });
    stations(shown.stations, updateStation);
    show(left, shown.left > 0);
    setText(left, `${number(shown.left)} more${shown.calm ? ' are fine or asleep' : ', not all of them fine'}`);
  }

  render.hold = () => {
    held = !held;
    shownAt = performance.now();
  };
  return render;
}

const calm = sentence => ({ lead: sentence.lead, since: sentence.text, evidence: sentence.meta ?? '', step: sentence.do_now ?? '' });

const countsOf = fleet => [
  ...fleet.counts.map(count => ({ ...count, word: count.word.charAt(0).toLowerCase() + count.word.slice(1) })),
  { key: 'minute', shape: null, tone: 'none', count: fleet.totals.scans_last_minute, word: 'scans a minute' },
];

const createCount = count => make('li', 'wall-count',
  make('p', '', ...(count.shape ? [makeIcon(count.shape)] : []), make('b', '')), make('p', 'wall-word'));

const createStation = station => make('li', 'wall-station', makeIcon(station.shape), make('span', 'wall-name'), make('span', 'hidden'));

function updateStation(item, station) {
  setAttribute(item, 'data-state', station.state);
  setAttribute(item, 'data-tone', station.tone);
  setShape(item.firstElementChild, station.shape);
  setText(item.children[1], station.title);
  setText(item.lastElementChild, station.word);
}
