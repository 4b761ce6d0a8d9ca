// Holds the state; readers are called once per animation frame, however many messages came. A hidden tab has no frames.
export function createStore(state, reduce) {
  const readers = [];
  let due = null;

  function frame() {
    due = null;
    for (const read of readers) read(state);
  }

  return {
    state: () => state,
    dispatch(message) {
      const next = reduce(state, message);
      if (next === state) return;
      state = next;
      const wait = document.hidden ? setTimeout : requestAnimationFrame;
      if (due === wait) return;
      due = wait;
      wait(frame, 0);
    },
    subscribe(read) {
      readers.push(read);
      read(state);
    },
  };
}
