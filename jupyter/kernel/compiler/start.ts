import { CompilerClient } from './client';
import type { Completions } from './complete';
import type { Inspection } from './inspect';

/**
 * The compiler's process as the server thread asks it; see CompilerClient.ask for what is passed on
 * unchanged.
 */
export interface CompilerProcess {
  ask(op: string, ...args: unknown[]): Promise<unknown>;
  stop(): void;
  /** Its process number; undefined while it does not run. */
  readonly pid: number | undefined;
}

/** TypeScript's words for what a completion is, in those that JupyterLab has signs for. */
const KINDS: Readonly<Record<string, string>> = {
  const: 'constant',
  let: 'variable',
  var: 'variable',
  getter: 'property',
  setter: 'property',
  'enum member': 'enum',
  alias: 'module',
};
/** More completions than this get no sign: JupyterLab reads them all at every key. */
const MOST_KINDS = 300;

/** Starts the compiler process for notebooks in the folder where the kernel was started. */
export function startCompiler(root: string): CompilerProcess {
  const client = new CompilerClient(root, process.cwd());
  return {
    async ask(op, ...args) {
      const answer = await client.ask(op, ...args);
      if (op === 'complete') return completionReply(answer as Completions);
      if (op === 'inspect')
        return answer ? { data: inspectionBundle(answer as Inspection) } : undefined;
      return answer;
    },
    stop: () => client.stop(),
    get pid() {
      return client.pid;
    },
  };
}

function completionReply({ start, end, entries }: Completions): object {
  const kinds = entries
    .slice(0, MOST_KINDS)
    .map(({ name, kind }) => ({ text: name, type: KINDS[kind] ?? kind, start, end }));
  return {
    matches: entries.map(({ name }) => name),
    start,
    end,
    metadata: { _jupyter_types_experimental: kinds },
  };
}

function inspectionBundle({ signature, documentation }: Inspection): object {
  const plain = [signature, documentation].filter((part) => part !== '').join('\n\n');
  const code = `\`\`\`typescript\n${signature}\n\`\`\``;
  const markdown = [code, documentation].filter((part) => part !== '').join('\n\n');
  return { 'text/plain': plain, 'text/markdown': markdown };
}
