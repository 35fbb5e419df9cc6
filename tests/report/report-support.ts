import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { nodeArguments } from '../../src/core/nodeArguments';
import { projectPath } from '../../src/core/paths';

/** The project's root. */
export const ROOT = projectPath('');

/** What a command did. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `src/cli/NAME.ts`, as `npm run NAME` does. */
export function start(
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { readonly child: ReturnType<typeof spawn>; readonly ended: Promise<Ended> } {
  const child = spawn(
    process.execPath,
    nodeArguments(path.join('src', 'cli', `${name}.ts`), ...args),
    {
      cwd: ROOT,
      env: { ...process.env, LAB_MODE: undefined, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr?.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  return {
    child,
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    }),
  };
}

/** Runs `src/cli/NAME.ts` to its end. */
export function run(
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return start(name, args, environment).ended;
}

/** A folder of its own for a test; `copies` are taken from tests/fixtures. */
export function folderWith(...copies: string[]): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lab-test-'));
  for (const name of copies)
    fs.copyFileSync(path.join(projectPath('tests/fixtures'), name), path.join(folder, name));
  return folder;
}

/** What tests/python/pdf_facts.py says about a PDF. */
export interface PdfFacts {
  readonly pages: number;
  readonly text: string;
  readonly figures: readonly string[];
  readonly outline: readonly string[];
  readonly links: readonly string[];
  readonly outside: readonly string[];
  readonly title: string;
  readonly author: string;
  readonly lang: string;
  readonly tagged: boolean;
}

/** Reads a PDF. */
export function pdfFacts(file: string): PdfFacts {
  const python = path.join(
    ROOT,
    '.venv',
    process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
  );
  const { stdout, stderr } = spawnSync(python, [projectPath('tests/python/pdf_facts.py'), file], {
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as PdfFacts;
}
