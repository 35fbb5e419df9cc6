import { configs } from './configs';
import { rowsAndEpisodes } from './episodes';
import type { FuzzKind } from './harness';
import { metrics } from './metrics';
import { plotArguments } from './plots';
import { settings } from './settings';

/** All kinds of fuzz, by their names. */
export const kinds: readonly FuzzKind[] = [
  configs as FuzzKind,
  rowsAndEpisodes as FuzzKind,
  metrics as FuzzKind,
  settings as FuzzKind,
  plotArguments as FuzzKind,
];
