import { configs } from './configs';
import type { FuzzKind } from './harness';

/** All kinds of fuzz, by their names. */
export const kinds: readonly FuzzKind[] = [configs as FuzzKind];
