// The wall: the fleet from four metres. One problem at a time; nothing to click, and nothing moves.
import { initial, reduce, unknown, wallStations } from './state/fleet.js';
import { byId, openShell, readSnapshot, toggleTheme } from './shell.js';
import { setAttribute } from './view/dom.js';
import { mountPhase } from './view/phase.js';
import { mountWall } from './view/wall.js';

const snapshot = readSnapshot();
const shell = openShell({ snapshot, url: 'api/stream?view=fleet&types=metrics', resume: false, state: initial(snapshot), reduce });
const phase = mountPhase(byId('phase'));
const wall = mountWall(byId('wall'), byId('favicon'));

shell.run((state, at) => {
  const lost = shell.lostWords(state, 'The stations do their work');
  const fleet = lost ? unknown(state.fleet) : state.fleet;
  setAttribute(document.body, 'data-lost', lost ? '' : null);
  phase(fleet.phase, at);
  wall({ fleet, lost: lost?.sentence ?? null, shown: wallStations(fleet), nowMs: at });
});

document.addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey }) => {
  if (ctrlKey || altKey || metaKey) return;
  if (key === 'p') wall.hold();
  if (key === 'd') toggleTheme();
});
