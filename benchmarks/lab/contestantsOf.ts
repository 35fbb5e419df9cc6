import { continualContestants } from './continualCases';
import {
  type Contestants,
  demoContestants,
  labContestants,
  peerContestants,
  slotsContestants,
} from './contestants';
import { replayContestants } from './replayCases';

/**
 * Who takes part in a case: the project, and the others.
 * @param id of a case
 */
export function contestantsOf(id: string): Contestants {
  if (id === 'demo') return demoContestants;
  if (id === 'replay') return replayContestants;
  if (id === 'slots') return slotsContestants;
  if (id === 'continual') return continualContestants;
  const few = id === 'growth' ? 1 : undefined;
  return { lab: labContestants.slice(0, few), peers: peerContestants.slice(0, few) };
}
