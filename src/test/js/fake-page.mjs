/** As much of a node as the views need. A selector finds a node of its own, always the same one, without looking. */
class FakeNode extends EventTarget {
  constructor(tag) {
    super();
    Object.assign(this, { tag, parent: null, children: [], words: '', attributes: new Map(), found: new Map(), dataset: {}, style: {} });
  }

  get textContent() { return this.words + this.children.map(child => child.textContent).join(''); }
  set textContent(text) { Object.assign(this, { words: text, children: [] }); }
  get hidden() { return this.attributes.has('hidden'); }
  set hidden(hidden) { if (hidden) this.attributes.set('hidden', ''); else this.attributes.delete('hidden'); }
  get firstElementChild() { return this.children[0] ?? null; }
  get lastElementChild() { return this.children.at(-1) ?? null; }
  get nextElementSibling() { return this.parent.children[this.parent.children.indexOf(this) + 1] ?? null; }
  get isConnected() { return this.parent !== null; }

  append(...nodes) { for (const node of nodes) this.insertBefore(typeof node === 'string' ? Object.assign(new FakeNode('#text'), { words: node }) : node, null); }
  replaceChildren(...nodes) { this.textContent = ''; this.append(...nodes); }
  remove() {
    this.parent?.children.splice(this.parent.children.indexOf(this), 1);
    this.parent = null;
  }
  insertBefore(node, before) {
    node.remove();
    node.parent = this;
    this.children.splice(before ? this.children.indexOf(before) : this.children.length, 0, node);
  }

  querySelector(selector) {
    if (!this.found.has(selector)) this.found.set(selector, new FakeNode(selector));
    return this.found.get(selector);
  }
  querySelectorAll() { return []; }
  matches() { return false; }
  getBoundingClientRect() { return { top: 0, width: 0, height: 0 }; }
  hasAttribute(name) { return this.attributes.has(name); }
  getAttribute(name) { return this.attributes.get(name) ?? null; }
  setAttribute(name, value) { this.attributes.set(name, value); }
  removeAttribute(name) { this.attributes.delete(name); }
}

export const node = (tag, ...children) => {
  const made = new FakeNode(tag);
  made.append(...children);
  return made;
};

/** Puts a page into the world, with the window's own events at `page`. */
export function fakePage() {
  const page = new EventTarget();
  const document = Object.assign(new EventTarget(), {
    baseURI: 'http://school.example/monitor/dashboard', hidden: false, title: '', body: node('body'), documentElement: node('html'),
    createElement: tag => node(tag), createElementNS: (space, tag) => node(tag), getElementById: id => document.body.querySelector(`#${id}`),
  });
  Object.assign(globalThis, {
    document, addEventListener: page.addEventListener.bind(page), matchMedia: () => new EventTarget(),
    requestAnimationFrame: () => 0, cancelAnimationFrame: () => {},
  });
  return page;
}
