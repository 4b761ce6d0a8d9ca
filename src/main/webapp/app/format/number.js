const NNBSP = '\u202f';
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0, numberingSystem: 'latn' });

/** 8,412; a dash when there is no value. */
export const number = value => (value === null || value === undefined ? '—' : whole.format(value).replace('-', '−'));

/** 99.9 %, cut and not rounded, so that 99.96 never reads as all. */
export const percent = value => `${(Math.floor(value * 10 + 1e-9) / 10).toFixed(1)}${NNBSP}%`;

/** 1.2 MB */
export function bytes(value) {
  if (value < 1000) return `${value}${NNBSP}B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = value / 1000;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)}${NNBSP}${units[unit]}`;
}

/** A limit is a round number as it was set: 80 %, not 80.0 %. */
export const metricLimit = (metric, value) => metricValue(metric, value).replace('.0', '');

/** A metric's value in the unit that its name implies. */
export function metricValue(metric, value) {
  if (value === null || value === undefined) return '—';
  if (/rate|percent/.test(metric ?? '')) return percent(value);
  if (/(^|_)(seconds|age)$/.test(metric ?? '')) {
    return value < 60 ? `${Math.floor(value)}${NNBSP}s` : `${Math.floor(value / 60)}${NNBSP}min`;
  }
  return Number.isInteger(value) ? number(value) : String(Math.round(value * 10) / 10);
}
