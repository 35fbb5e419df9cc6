/** What this kernel ran, for history requests. */
import type { Content } from './message';

/** The kernel keeps no history of earlier runs, so there is one session. */
const SESSION = 1;

interface Entry {
  readonly line: number;
  readonly code: string;
  readonly output: string | null;
}

type Answer = [session: number, line: number, code: string | [string, string | null]][];

/** A pattern of the shell (*, ?, [abc], [!abc]) as a regular expression for the whole text. */
function globToRegExp(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    const close = character === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (close > 0) {
      const inside = pattern.slice(at + 1, close).replace(/[\\[\]^]/g, '\\$&');
      source += inside.startsWith('!') ? `[^${inside.slice(1)}]` : `[${inside}]`;
      at = close;
    } else source += character.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 's');
}

function lastWithEachCode(entries: readonly Entry[]): Entry[] {
  const byCode = new Map<string, Entry>();
  for (const entry of entries) {
    byCode.delete(entry.code); // so that the last one decides the order
    byCode.set(entry.code, entry);
  }
  return [...byCode.values()];
}

/** A number of the request; `otherwise` if it has none. */
function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

export class History {
  private readonly entries: Entry[] = [];

  /** @param output the text/plain of the cell's result; null if it showed none */
  add(line: number, code: string, output: string | null): void {
    this.entries.push({ line, code, output });
  }

  /** Answers the content of a history_request. */
  answer(request: Content): Answer {
    const withOutput = request.output === true;
    return this.select(request).map(({ line, code, output }) => [
      SESSION,
      line,
      withOutput ? [code, output] : code,
    ]);
  }

  private select(request: Content): Entry[] {
    switch (request.hist_access_type) {
      case 'range':
        return this.range(request);
      case 'search':
        return this.search(request);
      default:
        return this.tail(this.entries, request.n);
    }
  }

  private tail(entries: Entry[], n: unknown): Entry[] {
    const count = numberOr(n, entries.length);
    return count > 0 ? entries.slice(-count) : [];
  }

  /** Lines from `start` up to, not including, `stop`. Session 0 is the present one. */
  private range({ session, start, stop }: Content): Entry[] {
    const wanted = numberOr(session, 0);
    if (wanted !== 0 && wanted !== SESSION) return [];
    const from = numberOr(start, 0);
    const to = numberOr(stop, Infinity);
    return this.entries.filter(({ line }) => line >= from && line < to);
  }

  private search({ pattern, n, unique }: Content): Entry[] {
    const matcher = globToRegExp(typeof pattern === 'string' ? pattern : '*');
    const found = this.entries.filter(({ code }) => matcher.test(code));
    return this.tail(unique === true ? lastWithEachCode(found) : found, n);
  }
}
