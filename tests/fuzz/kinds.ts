import { configs } from './configs';
import type { FuzzKind } from './harness';
import { plotArguments } from './plots';
import { settings } from './settings';

/** All kinds of fuzz, by their names. */
export const kinds: readonly FuzzKind[] = [
  configs as FuzzKind,
  settings as FuzzKind,
  plotArguments as FuzzKind,
];
