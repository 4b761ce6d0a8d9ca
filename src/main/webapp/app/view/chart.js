// What both charts share: colours from the page, a size that follows its box, one tooltip, arrow keys.
import { keyedList, make, setText } from './dom.js';

/* global uPlot */

const FAMILY = 'Inter, "Segoe UI", system-ui, Roboto, sans-serif';

/** How much larger than usual the reader wants letters. */
export const zoom = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

/** A font for a canvas: its letters grow with those of the page, `ratio` is for what is drawn in device pixels. */
export const font = (size, { weight = 400, ratio = 1 } = {}) => `${weight} ${size * zoom() * ratio}px ${FAMILY}`;

const probe = make('span', 'probe');
probe.hidden = true;
document.body.append(probe);

/** A colour of the page as a canvas understands it; forced colours are names until they are computed. */
export function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** Draws once, then again only when data, size or theme changed. `say(index)` words the tooltip. */
export function mountChart(box, options, say) {
  let plot = null;
  let data = null;
  let at = null;
  let builtFor = 1;
  const tip = make('div', 'tip');
  tip.hidden = true;
  box.append(tip);

  function point(u) {
    const index = u.cursor.left >= 0 ? u.cursor.idx : null;
    tip.hidden = index === null || index === undefined;
    if (tip.hidden) return;
    at = index;
    tip.textContent = say(index);
    const left = u.bbox.left / devicePixelRatio + u.cursor.left;
    const flip = left > box.clientWidth / 2;
    tip.style.transform = `translate(${Math.round(left + (flip ? -10 : 10))}px, 4px)${flip ? ' translateX(-100%)' : ''}`;
  }

  function build() {
    plot?.destroy();
    const { width, height } = box.getBoundingClientRect();
    plot = null;
    builtFor = zoom();
    if (width < 40 || height < 40 || !data) return;
    plot = new uPlot({
      width, height, legend: { show: false }, ...options(),
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    }, data, box);
    plot.hooks.setCursor = [point];
  }

  box.addEventListener('keydown', pressed => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[pressed.key];
    if (!step || !plot) return;
    pressed.preventDefault();
    const size = data[0].length;
    const index = Math.min(size - 1, Math.max(0, (at ?? size) + step));
    plot.setCursor({ left: plot.valToPos(data[0][index], 'x'), top: 8 });
  });
  box.addEventListener('blur', () => plot?.setCursor({ left: -10, top: -10 }));
  new ResizeObserver(([{ contentRect }]) => {
    const letters = zoom();
    if (plot && letters === builtFor) plot.setSize({ width: contentRect.width, height: contentRect.height });
    else build();
  }).observe(box);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build);
  matchMedia('(forced-colors: active)').addEventListener('change', build);
  document.addEventListener('rollcall:theme', build);

  return next => {
    data = next;
    if (plot) plot.setData(next);
    else build();
  };
}

/** The hidden table of values, each with its moment: the time of day may come twice. */
export function mountValues(section, localOf) {
  const rows = keyedList(section.querySelector('tbody'), ([at]) => {
    const head = make('th', '', localOf(at).slice(11, 16));
    head.scope = 'row';
    return make('tr', '', head, make('td', ''));
  }, ([at]) => at);
  return pairs => rows(pairs, (row, [, count]) => setText(row.lastElementChild, String(count ?? 'no data')));
}
