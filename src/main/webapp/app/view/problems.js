import { full, when } from '../format/time.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText, show } from './dom.js';

const FOLDED = 3;

/** What needs somebody, one row a cause; more than three are folded. */
export function mountProblems(section) {
  const more = section.querySelector('.problems-more');
  const rows = keyedList(section.querySelector('tbody'), create, problem => problem.key);
  more.addEventListener('click', () => {
    const open = !section.hasAttribute('data-open');
    setAttribute(section, 'data-open', open ? '' : null);
    setAttribute(more, 'aria-expanded', open);
    label(open);
  });
  let count = 0;
  const label = open => setText(more, open ? 'Fewer' : `${count - FOLDED} more`);
  return (problems, nowMs) => {
    count = problems.length;
    show(section, count > 0);
    show(more, count > FOLDED);
    label(section.hasAttribute('data-open'));
    rows(problems, (row, problem) => update(row, problem, nowMs));
  };
}

function create() {
  const what = make('td', 'problem-what', make('b', 'problem-word'), ' ', make('a', 'problem-name'), make('span', 'problem-note'));
  return make('tr', 'problem', make('td', 'problem-shape', makeIcon('warning')), what,
    make('td', 'problem-since', make('time', '')), make('td', 'problem-evidence'), make('td', 'problem-do'));
}

function update(row, problem, nowMs) {
  const [shape, what, since, evidence, step] = row.children;
  const [word, name, note] = what.children;
  const [time] = since.children;
  setAttribute(row, 'data-tone', problem.tone);
  setShape(shape.firstElementChild, problem.shape);
  setText(word, problem.word);
  setText(name, problem.what);
  setAttribute(name, 'href', problem.stations.length === 1 ? `dashboard?station=${encodeURIComponent(problem.stations[0])}` : null);
  setText(note, problem.note ? `, ${problem.note}` : '');
  setText(time, when(problem.since, nowMs));
  setAttribute(time, 'datetime', problem.since);
  setAttribute(time, 'title', problem.since && full(problem.since));
  setText(evidence, problem.evidence ?? '');
  setText(step, problem.do_now ?? '');
}
