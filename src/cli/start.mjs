import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readJson, writeWhole } from './setup/files.mjs';
import { jupyterPlaces } from './setup/jupyter.mjs';
import { launch } from './setup/launch.mjs';
import { places } from './setup/paths.mjs';
import { say } from './setup/report.mjs';
import { setUp } from './setup/setup.mjs';
import { removeTokens } from './start/tokens.mjs';
import { checkWords } from './start/words.mjs';

/** No question about news at the first start: nothing here asks a server for anything. */
const SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};

/**
 * `npm start`: set-up, then JupyterLab on notebooks/. Further arguments go to JupyterLab: `npm
 * start -- --no-browser --port 9000`.
 * @param {string[]} args
 * @param {string} root
 */
export async function run(args, root) {
  checkWords(args, root);
  await setUp(root);
  const options = [
    '--ServerApp.ip=127.0.0.1', // this machine only; JupyterLab's token guards it besides
    // so that src/ can be opened beside the notebooks that import it
    `--ServerApp.root_dir=${root}`,
    `--LabApp.default_url=/lab/tree/notebooks`,
    '--LabApp.news_url=None',
    // versions are pinned: no server is asked for newer ones
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    '--LabApp.extension_manager=readonly',
    '--log-level=WARN',
    '-y', // one Ctrl+C is enough
  ];
  if (process.getuid?.() === 0) {
    say(
      'You are root. JupyterLab refuses to run as root unless told to (--allow-root), because ' +
        'every cell then may change the whole system. Continuing: in a container that is usual; ' +
        'elsewhere use an account of your own.',
    );
    options.push('--allow-root');
  }
  writeSettings(root);
  const { environment, runtime } = await jupyterPlaces(root);
  await removeTokens(runtime);
  say('JupyterLab starts; Ctrl+C here ends it');
  const command = ['-m', 'jupyterlab', ...options, ...args];
  /** @type {number | undefined} */
  let server;
  try {
    return await launch(places(root).python, command, environment, (pid) => (server = pid));
  } finally {
    await removeTokens(runtime, server);
  }
}

/** Puts the settings into .venv, unless they are there. @param {string} root */
function writeSettings(root) {
  const folder = path.join(places(root).venv, 'share', 'jupyter', 'lab', 'settings');
  const file = path.join(folder, 'overrides.json');
  if (!isDeepStrictEqual(readJson(file), SETTINGS)) writeWhole(file, JSON.stringify(SETTINGS));
}
