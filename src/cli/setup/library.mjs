import { buildLibrary, hasBuild } from '../build/library.mjs';
import { Failure } from './failure.mjs';
import { say } from './report.mjs';

/**
 * src as JavaScript with declarations in dist, for projects that install this folder. After
 * changes of src, `npm run build` makes it anew.
 * @type {import('./context.mjs').Step}
 */
export const library = {
  name: 'library for other projects',
  verb: 'building',

  upToDate: ({ root }) => hasBuild(root),

  async run({ root, logs, signal }) {
    try {
      const count = await buildLibrary(root, { logs, signal });
      return count === undefined ? undefined : `${count} files`;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      say(`    ${error.message}`);
      return 'not built; notebooks and commands do not need it';
    }
  },
};
