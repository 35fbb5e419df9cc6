/** On the server thread: answers to requests that run nothing. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { CompilerProcess } from '../compiler/start';
import type { History } from './history';
import { type Content, PROTOCOL_VERSION, type Request, fieldText } from './message';

export interface RequestOptions {
  readonly root: string;
  readonly history: History;
  readonly compiler: CompilerProcess;
  /** Open comms: target by id. */
  readonly comms: ReadonlyMap<string, string>;
}

interface Completion {
  readonly matches: string[];
  readonly start: number;
  readonly end: number;
  readonly metadata?: Content;
}

/** The protocol counts characters (code points), JavaScript counts UTF-16 units. */
export function unitsBefore(text: string, characters: number): number {
  let units = 0;
  for (let left = characters; left > 0 && units < text.length; left--) {
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  }
  return units;
}

export function charactersBefore(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}

export class Requests {
  private readonly version: string;

  constructor(private readonly options: RequestOptions) {
    const file = path.join(options.root, 'node_modules', 'typescript', 'package.json');
    this.version = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }

  /** The content of the reply, or undefined for a request that the kernel does not know. */
  answer({ header, content }: Request): Promise<Content> | Content | undefined {
    switch (header.msg_type) {
      case 'kernel_info_request':
        return this.kernelInfo();
      case 'complete_request':
        return this.complete(content);
      case 'inspect_request':
        return this.inspect(content);
      case 'is_complete_request':
        return this.isComplete(content);
      case 'comm_info_request':
        return { comms: this.openComms(content) };
      case 'history_request':
        return { history: this.options.history.answer(content) };
      default:
        return undefined;
    }
  }

  private kernelInfo(): Content {
    return {
      protocol_version: PROTOCOL_VERSION,
      implementation: 'neural-memory-lab',
      implementation_version: '1.0.0',
      banner: `TypeScript ${this.version} (tslab) on Node ${process.version}`,
      language_info: {
        name: 'typescript',
        version: this.version,
        mimetype: 'text/typescript',
        file_extension: '.ts',
        codemirror_mode: { name: 'javascript', typescript: true, mode: 'typescript' },
      },
      help_links: [],
    };
  }

  private async complete(content: Content): Promise<Content> {
    const { code, at } = position(content);
    const found = (await this.options.compiler.ask('complete', code, at)) as Completion;
    return {
      matches: found.matches,
      cursor_start: charactersBefore(code, found.start),
      cursor_end: charactersBefore(code, found.end),
      metadata: found.metadata ?? {},
    };
  }

  private async inspect(content: Content): Promise<Content> {
    const { code, at } = position(content);
    const detail = content.detail_level === 1 ? 1 : 0;
    const found = await this.options.compiler.ask('inspect', code, at, detail);
    const data = (found as { data?: object } | null | undefined)?.data;
    return { found: data !== undefined, data: data ?? {}, metadata: {} };
  }

  private async isComplete(content: Content): Promise<Content> {
    return (await this.options.compiler.ask('isComplete', fieldText(content.code))) as Content;
  }

  /** All open comms, or those of one target. */
  private openComms({ target_name: wanted }: Content): Content {
    const comms: Record<string, { target_name: string }> = {};
    for (const [id, target] of this.options.comms) {
      if (wanted === undefined || wanted === null || wanted === target) {
        comms[id] = { target_name: target };
      }
    }
    return comms;
  }
}

function position(content: Content): { code: string; at: number } {
  const code = fieldText(content.code);
  const cursor = typeof content.cursor_pos === 'number' ? content.cursor_pos : Infinity;
  return { code, at: unitsBefore(code, cursor) };
}
