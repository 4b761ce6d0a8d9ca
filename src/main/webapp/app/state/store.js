// Holds the state; readers are called once per animation frame, however many messages came.
export function createStore(state, reduce) {
  const readers = [];
  let waiting = false;

  function frame() {
    waiting = false;
    for (const read of readers) read(state);
  }

  return {
    state: () => state,
    dispatch(message) {
      const next = reduce(state, message);
      if (next === state) return;
      state = next;
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(frame);
    },
    subscribe(read) {
      readers.push(read);
      read(state);
    },
  };
}
