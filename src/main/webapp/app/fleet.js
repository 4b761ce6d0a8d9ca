// The page of all stations: wires stream, state and views. The address bar is the view.
import { addressOf, countsOf, initial, placesOf, reduce, rowsOf, unknown } from './state/fleet.js';
import { byId, openShell, readSnapshot, toggleTheme } from './shell.js';
import { mountCounts, mountTotals } from './view/counts.js';
import { setAttribute, setText, show } from './view/dom.js';
import { mountGrid } from './view/grid.js';
import { mountKeys } from './view/keys.js';
import { mountMenu } from './view/menu.js';
import { mountPhase } from './view/phase.js';
import { mountProblems } from './view/problems.js';
import { mountSentence } from './view/sentence.js';
import { mountServices } from './view/services.js';
import { mountTable } from './view/table.js';

const snapshot = readSnapshot();
const shell = openShell({
  snapshot, url: 'api/stream?view=fleet&types=metrics', resume: false, state: initial(snapshot, location.search), reduce,
});
const { store } = shell;

const menu = mountMenu(byId('stations'));
const sentence = mountSentence(byId('sentence'), byId('say-state'), byId('favicon'));
const phase = mountPhase(byId('phase'));
const problems = mountProblems(byId('problems'));
const counts = mountCounts(byId('counts'), key => change({ type: 'page.toggle', data: { key } }));
const totals = mountTotals(byId('totals'));
const grid = mountGrid(byId('grid'));
const table = mountTable(byId('table'));
const services = mountServices(byId('services'));
const [toGrid, toTable] = byId('views').children;

/** The view changes at once, and the address with it, so that a reload and a bookmark show the same. */
function change(message) {
  store.dispatch(message);
  history.replaceState(null, '', addressOf(store.state().view));
}
const setTable = on => change({ type: 'page.view', data: { table: on } });
for (const [link, on] of [[toGrid, false], [toTable, true]]) {
  link.addEventListener('click', event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setTable(on);
  });
}
mountKeys(byId('keys'), byId('help'), {
  t: () => setTable(!store.state().view.table), w: () => location.assign('wall'), d: toggleTheme, Escape: menu.close,
});

shell.run((state, at) => {
  const lost = shell.lostWords(state, 'The stations do their work');
  const fleet = lost ? unknown(state.fleet) : state.fleet;
  const { view } = state;
  setAttribute(document.body, 'data-lost', lost ? '' : null);
  sentence(lost?.sentence ?? fleet.sentence, 'All stations');
  if (document.hidden) return;
  phase(fleet.phase, at);
  problems(fleet.problems, at);
  counts(countsOf(fleet, view.show), view.show, keys => addressOf({ ...view, show: keys }));
  totals(fleet.totals, at);
  setAttribute(toGrid, 'aria-current', view.table ? null : 'true');
  setAttribute(toGrid, 'href', addressOf({ ...view, table: false }));
  setAttribute(toTable, 'aria-current', view.table ? 'true' : null);
  setAttribute(toTable, 'href', addressOf({ ...view, table: true }));
  show(byId('grid'), !view.table);
  show(byId('table'), view.table);
  const rows = view.table ? rowsOf(fleet, view.show) : [];
  const places = view.table ? [] : placesOf(fleet, view.show);
  if (view.table) table(rows, at);
  else grid(places, at);
  show(byId('none'), rows.length + places.length === 0);
  setText(byId('none'), fleet.stations.length ? `No such station now; ${fleet.stations.length} hidden by the filter.` : 'No station has reported yet.');
  services(fleet.services, at);
});
