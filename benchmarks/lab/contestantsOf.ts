import { continualContestants } from './continualCases';
import {
  type Contestants,
  demoContestants,
  labContestants,
  peerContestants,
  prototypesContestants,
  slotsContestants,
} from './contestants';
import { oneShotContestants } from './oneShotCases';
import { replayContestants } from './replayCases';

/**
 * Who takes part in a case: the project, and the others.
 * @param id of a case
 */
export function contestantsOf(id: string): Contestants {
  if (id === 'demo') return demoContestants;
  if (id === 'replay') return replayContestants;
  if (id === 'prototypes') return prototypesContestants;
  if (id === 'one-shot') return oneShotContestants;
  if (id === 'slots') return slotsContestants;
  if (id === 'continual') return continualContestants;
  const few = id === 'growth' ? 1 : undefined;
  return { lab: labContestants.slice(0, few), peers: peerContestants.slice(0, few) };
}
