import { journeyOf, journeyQuery, journeyWords } from '../format/journey.js';
import { setText } from './dom.js';

/** Asks once for the journey that the event belongs to and says it in the node, if there is one. */
export async function tellJourney(node, event) {
  const query = journeyQuery(event);
  if (!query) return;
  const answer = await fetch(query);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const journey = journeyOf(event, await answer.json());
  if (journey) setText(node, journeyWords(journey));
}
