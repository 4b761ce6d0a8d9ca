import { colour, font, mountChart, mountValues, zoom } from './chart.js';
import { setText } from './dom.js';

/* global uPlot */

/** Ten real minutes: value over each bar, the running one outlined, a missing one dotted. */
export function mountMinutes(section, localOf) {
  const caption = section.querySelector('.caption');
  let activity = null;
  const startOf = index => Date.parse(activity.start) + index * activity.step_seconds * 1000;
  const clockOf = index => localOf(startOf(index)).slice(11, 16);
  const chart = mountChart(section.querySelector('.plot'), options, index => {
    const count = activity.scans[index];
    return count === null ? `no data for ${clockOf(index)}` : `${count} ${count === 1 ? 'scan' : 'scans'} at ${clockOf(index)}`;
  });
  const values = mountValues(section, localOf);

  // On the narrowest screens the first label needs a little more room than half a bar.
  const edge = u => (u.width < 330 * zoom() ? 5 : 0) * zoom() + (u.width < 165 * zoom() ? 4 * zoom() : 0);

  function options() {
    const last = () => activity.scans.length - 1;
    return {
      padding: [18 * zoom(), edge, 0, edge],
      scales: { x: { time: false, range: () => [-0.5, last() + 0.5] }, y: { range: () => [0, Math.max(4, ...activity.scans)] } },
      axes: [{
        size: 22 * zoom(), gap: 6, font: font(11), stroke: colour('--ink-3'), grid: { show: false }, ticks: { show: false },
        splits: () => [0, 3, 6, last()], values: (u, splits) => splits.map(i => (i === last() ? 'now' : clockOf(i))),
        border: { show: true, stroke: colour('--control'), width: 1 },
      }, { show: false }],
      series: [{}, { paths: uPlot.paths.bars({ size: [0.64, 64] }), fill: colour('--bar'), width: 0, points: { show: false } }],
      hooks: { draw: [draw] },
    };
  }

  function draw(u) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    const half = (bbox.width / activity.scans.length) * 0.32;
    const base = bbox.top + bbox.height;
    const end = activity.scans.length - 1;
    ctx.save();
    ctx.textAlign = 'center';
    ctx.textBaseline = 'alphabetic';
    activity.scans.forEach((count, index) => {
      const x = u.valToPos(index, 'x', true);
      const top = count === null ? base : u.valToPos(count, 'y', true);
      if (index === end && count > 0) {
        ctx.strokeStyle = colour('--accent');
        ctx.lineWidth = 1.5 * ratio;
        ctx.strokeRect(Math.round(x - half) + ratio, top + ratio, 2 * half - 2 * ratio, base - top - 1.5 * ratio);
      }
      if (count === null) {
        ctx.strokeStyle = colour('--control');
        ctx.lineWidth = 2 * ratio;
        ctx.setLineDash([2 * ratio, 2 * ratio]);
        ctx.beginPath();
        ctx.moveTo(x - half, base - 2 * ratio);
        ctx.lineTo(x + half, base - 2 * ratio);
        ctx.stroke();
        ctx.setLineDash([]);
      }
      ctx.font = count === null ? font(11, { ratio }) : font(12, { weight: 500, ratio });
      ctx.fillStyle = colour(count === null ? '--ink-3' : '--ink');
      ctx.fillText(count === null ? '–' : String(count), x, top - 5 * ratio);
    });
    ctx.restore();
  }

  return next => {
    if (!next || next === activity) return;
    activity = next;
    const end = next.scans.length - 1;
    // The running minute is outlined by `draw`, so its bar is not filled.
    chart([[...next.scans.keys()], next.scans.map((count, index) => (index === end ? null : count))]);
    setText(caption, next.scans.includes(null) ? '– no data: a missing minute is a gap, never a zero.' : 'Outlined: the minute in progress.');
    values(next.scans.map((count, index) => [startOf(index), count]));
  };
}
