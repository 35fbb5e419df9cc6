// What a kernel's messages say about one cell.

export type Content = Record<string, unknown>;
export interface Message {
  channel: string;
  type: string;
  parent: string;
  content: Content;
}

/** What a cell did. `text` is its stdout, `stderr` its stderr, `error` its error output. */
export interface CellResult {
  status: string;
  count: unknown;
  reply: Content;
  messages: Message[];
  text: string;
  stderr: string;
  result: string | undefined;
  error: { ename: string; evalue: string; traceback: string } | undefined;
}

/** All text of one stream, stdout or stderr. */
export const joined = (messages: Message[], name: string): string =>
  messages
    .filter((m) => m.type === 'stream' && m.content.name === name)
    .map((m) => String(m.content.text))
    .join('');

/** @param messages everything that came for the cell, its reply included */
export function summary(messages: Message[]): CellResult {
  const reply = messages.find((m) => m.type === 'execute_reply')!.content;
  const error = messages.find((m) => m.type === 'error')?.content;
  const result = messages.find((m) => m.type === 'execute_result')?.content.data as
    Record<string, string> | undefined;
  return {
    status: String(reply.status),
    count: reply.execution_count,
    reply,
    messages,
    text: joined(messages, 'stdout'),
    stderr: joined(messages, 'stderr'),
    result: result?.['text/plain'],
    error: error && {
      ename: String(error.ename),
      evalue: String(error.evalue),
      traceback: (error.traceback as string[]).join('\n'),
    },
  };
}
