import { setAttribute, setShape, setText } from './dom.js';

/**
 * The menu of stations: a native disclosure, so it works without script. While it is open it asks once how the
 * stations are now, because a station's own page does not hear of the others.
 */
export function mountMenu(menu, current) {
  const rows = new Map([...menu.querySelectorAll('[data-station]')].map(link => [link.dataset.station, link]));
  if (rows.has(current)) setAttribute(rows.get(current), 'aria-current', 'page');
  menu.addEventListener('toggle', () => menu.open && refresh());
  document.addEventListener('pointerdown', ({ target }) => menu.contains(target) || close());
  menu.addEventListener('focusout', ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && close());

  async function refresh() {
    try {
      const answer = await fetch('api/fleet');
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      for (const station of (await answer.json()).stations) say(rows.get(station.name), station);
    } catch (problem) {
      console.warn('the stations did not come', problem);
      for (const link of rows.values()) say(link, { shape: 'stale', tone: 'none', word: 'Not known' });
    }
  }

  function say(link, station) {
    if (!link) return;
    const [icon, , word] = link.children;
    setShape(icon, station.shape);
    setAttribute(link, 'data-tone', station.tone);
    setText(word, station.word);
  }

  /** True if it was open: then Esc is spent. */
  function close() {
    if (!menu.open) return false;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector('summary').focus();
    return true;
  }

  return { close };
}
