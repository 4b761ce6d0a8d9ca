import { service } from '../format/fleet.js';
import { keyedList, make, makeIcon, setAttribute, setShape, setText } from './dom.js';

/** What all stations need: the cloud, SMS, the lines, Rollcall itself. */
export function mountServices(section) {
  const items = keyedList(section.querySelector('ul'), create, item => item.name);
  return (services, nowMs) => items(services, (li, item) => {
    const [icon, , meta] = li.children;
    setAttribute(li, 'data-tone', item.tone);
    setShape(icon, item.shape);
    setText(meta, service(item, nowMs));
  });
}

const create = item => make('li', 'service', makeIcon(item.shape), make('b', '', item.name), make('span', 'meta'));
