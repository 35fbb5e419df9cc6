// A real JupyterLab for tests, on loopback with a token, all its state in one scratch folder.
import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Notebook, readNotebook } from '../../src/report/notebookFile';
import { projectPath } from '../../src/core/paths';

export const root = projectPath('');

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
  });
}

/**
 * All cells in the page, also those out of sight, for the test counts them; and no question about
 * news.
 */
function settings(folder: string): void {
  const own = {
    'notebook-extension/tracker': { windowingMode: 'none' },
    'apputils-extension/notification': { fetchNews: 'false', checkForUpdates: false },
  };
  for (const [name, value] of Object.entries(own)) {
    const file = path.join(folder, '@jupyterlab', `${name}.jupyterlab-settings`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  }
}

export class LabServer {
  readonly scratch = mkdtempSync(path.join(tmpdir(), 'lab-e2e-'));
  /** The folder that JupyterLab shows; put notebooks here. */
  readonly notebooks = path.join(this.scratch, 'notebooks');
  readonly token = `t${process.pid}${Date.now()}`;
  url = '';
  private child: ChildProcess | undefined;
  private log = '';

  async start(): Promise<void> {
    const lab = path.join(root, '.venv', 'bin', 'jupyter-lab');
    if (!existsSync(lab))
      throw new Error(`${lab} is missing. Run "npm start" once: it makes .venv.`);
    const at = (name: string): string => path.join(this.scratch, name);
    mkdirSync(this.notebooks, { recursive: true });
    settings(at('settings'));
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    this.child = spawn(
      lab,
      [
        '--no-browser',
        '--allow-root',
        '--ip=127.0.0.1',
        `--port=${port}`,
        '--ServerApp.port_retries=0',
        `--IdentityProvider.token=${this.token}`,
        '--LabApp.news_url=None',
        '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
        `--ServerApp.root_dir=${this.notebooks}`,
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          LAB_ROOT: root,
          LAB_MODE: 'quick',
          TF_NUM_INTRAOP_THREADS: '1',
          TF_NUM_INTEROP_THREADS: '1', // two notebooks on two cores
          JUPYTERLAB_SETTINGS_DIR: at('settings'),
          JUPYTERLAB_WORKSPACES_DIR: at('workspaces'),
          JUPYTER_CONFIG_DIR: at('config'),
          JUPYTER_DATA_DIR: at('data'),
          JUPYTER_RUNTIME_DIR: at('runtime'),
          IPYTHONDIR: at('ipython'),
        },
      },
    );
    this.child.stderr!.on('data', (chunk) => {
      this.log = (this.log + String(chunk)).slice(-4000);
    });
    for (let tries = 0; !(await this.get('/api/status').catch(() => undefined)); tries++) {
      if (tries > 300 || this.child.exitCode !== null)
        throw new Error(`JupyterLab did not start:\n${this.log}`);
      await sleep(300);
    }
  }

  async get(where: string): Promise<unknown> {
    const reply = await fetch(`${this.url}${where}`, {
      headers: { Authorization: `token ${this.token}` },
    });
    if (!reply.ok) throw new Error(`${where}: ${reply.status}`);
    return reply.json();
  }

  /**
   * The notebook as JupyterLab last saved it; throws while it is being written. Read from the disk,
   * never through the server: one that is asked for a half-written notebook takes it for a broken
   * one, puts the old copy in its place, and the save ends with "No such file or directory".
   */
  saved(name: string): Notebook {
    return readNotebook(path.join(this.notebooks, name));
  }

  /** Writes a notebook of code cells for the tslab kernel. */
  write(name: string, cells: string[]): void {
    const metadata = {
      kernelspec: { name: 'tslab', display_name: 'TypeScript (tslab)', language: 'typescript' },
      language_info: { name: 'typescript' },
    };
    const code = cells.map((source, i) => ({
      cell_type: 'code',
      id: `cell-${i}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    }));
    writeFileSync(
      path.join(this.notebooks, name),
      JSON.stringify({ cells: code, metadata, nbformat: 4, nbformat_minor: 5 }),
    );
  }

  /**
   * Command lines of processes that belong to this server: itself and its kernels (their connection
   * files lie in the scratch folder).
   */
  processes(): string[] {
    return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(this.scratch));
  }

  /** Ends the server as a closed terminal does; resolves when it is gone. */
  async stop(): Promise<void> {
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
  }

  remove(): void {
    rmSync(this.scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
