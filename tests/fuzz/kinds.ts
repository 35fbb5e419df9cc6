import { cells } from './cells';
import { checkpoints } from './checkpoints';
import { commandLines } from './command-lines';
import { configs } from './configs';
import { rowsAndEpisodes } from './episodes';
import type { FuzzKind } from './harness';
import { metrics } from './metrics';
import { notebooks } from './notebooks';
import { plotArguments } from './plots';
import { replayStores } from './replay-stores';
import { runStores } from './run-stores';
import { settings } from './settings';
import { splitFiles } from './split-files';
import { vectorFiles } from './vector-files';

/** All kinds of fuzz, by their names. */
export const kinds: readonly FuzzKind[] = [
  configs as FuzzKind,
  rowsAndEpisodes as FuzzKind,
  metrics as FuzzKind,
  settings as FuzzKind,
  plotArguments as FuzzKind,
  checkpoints as FuzzKind,
  replayStores as FuzzKind,
  runStores as FuzzKind,
  splitFiles as FuzzKind,
  vectorFiles as FuzzKind,
  notebooks as FuzzKind,
  commandLines as FuzzKind,
  cells as FuzzKind, // last: it changes how stacks of this process are written
];
