/** What is costly to draw is due in each frame, or, while more than `busy` things come in `rest` ms, once in that time. */
export function createPace(busy, rest) {
  let began = -Infinity;
  let count = 0;
  let before = 0;
  let drawn = -Infinity;

  function turn(at) {
    if (at - began < rest) return;
    before = at - began < 2 * rest ? count : 0;
    began = at;
    count = 0;
  }

  const crowded = () => drawn > -Infinity && Math.max(count, before) > busy;

  return {
    crowded,
    heard(at) {
      turn(at);
      count++;
    },
    due(at) {
      turn(at);
      if (crowded() && at - drawn < rest) return false;
      drawn = at;
      return true;
    },
    /** What a person does is shown at once. */
    hurry() {
      drawn = -Infinity;
    },
  };
}
