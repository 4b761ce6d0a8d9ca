import { colour, font, mountChart, mountValues, zoom } from './chart.js';

const HOUR = 3600;

/** Today in steps of five minutes, with now; a gap in what is known is a gap in the line. */
export function mountDay(section, localOf) {
  let day = null;
  let now = 0;
  let drawnAt = 0;
  const clockOf = seconds => localOf(seconds * 1000).slice(11, 16);
  const startOf = () => Date.parse(day.start) / 1000;
  const chart = mountChart(section.querySelector('.plot'), options, index => {
    const count = day.scans[index];
    const at = clockOf(startOf() + index * day.step_seconds);
    return count == null ? `no data at ${at}` : `${count} ${count === 1 ? 'scan' : 'scans'} at ${at}`;
  });
  const values = mountValues(section, localOf);

  /** The school's day, 06:00 to 18:00, and wider when something happened outside it. */
  function range() {
    const start = startOf();
    const busy = day.scans.findIndex(count => count > 0);
    const first = busy < 0 ? now - start : Math.min(now - start, busy * day.step_seconds);
    const low = Math.min(6 * HOUR, Math.floor(first / HOUR) * HOUR);
    const high = Math.max(18 * HOUR, Math.ceil((now - start + 600) / HOUR) * HOUR);
    return [start + low, start + high];
  }

  function top() {
    const most = Math.max(4, ...day.scans.map(count => count ?? 0));
    const unit = 10 ** Math.floor(Math.log10(most));
    return [1, 2, 4, 6, 8, 10].map(n => n * unit).find(n => n >= most);
  }

  function options() {
    const grid = { stroke: colour('--hairline'), width: 1 };
    return {
      padding: [12 * zoom(), 18 * zoom(), 0, 0],
      scales: { x: { time: false, range }, y: { range: () => [0, top()] } },
      axes: [{
        size: 22 * zoom(), gap: 6, font: font(11), stroke: colour('--ink-3'), grid: { show: false }, ticks: { show: false },
        splits: u => hours(u.width), values: (u, splits) => splits.map(at => (Math.abs(at - now) < spacing(u) ? '' : clockOf(at))),
      }, {
        size: 30 * zoom(), gap: 6, font: font(11), stroke: colour('--ink-3'), grid, ticks: { show: false }, splits: () => [0, top() / 2, top()],
      }],
      series: [{}, { stroke: colour('--ink'), width: 1.75, spanGaps: false, points: { show: false } }],
      hooks: { draw: [draw] },
    };
  }

  function hours(width) {
    const [low, high] = range();
    const room = Math.max(1, Math.floor(width / (54 * zoom())) - 1);
    const step = ([3, 4, 6, 12].find(n => (n > 3 || high - low <= 13 * HOUR) && (high - low) / (n * HOUR) <= room) ?? 12) * HOUR;
    const all = [];
    for (let at = low; at <= high; at += step) all.push(at);
    return all;
  }

  const spacing = u => ((46 * zoom()) / (u.bbox.width / devicePixelRatio)) * (u.scales.x.max - u.scales.x.min);

  function draw(u) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    const x = Math.round(u.valToPos(now, 'x', true)) + 0.5;
    ctx.save();
    ctx.strokeStyle = colour('--accent');
    ctx.fillStyle = colour('--accent');
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = font(11, { weight: 500, ratio });
    ctx.textAlign = 'center';
    ctx.textBaseline = 'top';
    ctx.fillText(clockOf(now), x, bbox.top + bbox.height + 7 * ratio);
    const full = day.scans.length - 2;
    if (day.scans[full] != null) {
      ctx.beginPath();
      ctx.arc(u.valToPos(startOf() + full * day.step_seconds, 'x', true), u.valToPos(day.scans[full], 'y', true), 3 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
    const known = day.scans.findLastIndex(count => count != null);
    const since = startOf() + (known + 1) * day.step_seconds;
    const width = x - u.valToPos(since, 'x', true);
    if (known >= 0 && width > 44 * zoom() * ratio) {
      ctx.fillStyle = colour('--ink-3');
      ctx.font = font(11, { ratio });
      ctx.fillText('no data', x - width / 2, bbox.top + bbox.height - 18 * zoom() * ratio);
    }
    ctx.restore();
  }

  return (next, nowMs) => {
    if (!next) return;
    const minute = Math.floor(nowMs / 60000);
    if (next === day && minute === drawnAt) return;
    day = next;
    now = nowMs / 1000;
    drawnAt = minute;
    // The bin in progress would always seem to fall: the line ends with the last full one.
    const times = next.scans.map((_, index) => startOf() + index * next.step_seconds);
    chart([times, next.scans.map((count, index) => (index === next.scans.length - 1 ? null : count))]);
    const per = Math.round(HOUR / next.step_seconds);
    const hourly = [];
    for (let i = 0; i < next.scans.length; i += per) {
      const known = next.scans.slice(i, i + per).filter(count => count != null);
      hourly.push([times[i] * 1000, known.length ? known.reduce((a, b) => a + b, 0) : null]);
    }
    values(hourly);
  };
}
