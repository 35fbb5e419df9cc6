import { lastLine, runPython } from './python';

/** What a PDF says about itself. */
export interface PdfMetadata {
  readonly title: string;
  readonly authors: readonly string[];
}

/**
 * Writes title and authors into a PDF, which keeps everything else.
 * @throws Error with the last words of the Python side where that fails
 */
export async function writePdfMetadata(pdf: string, metadata: PdfMetadata): Promise<void> {
  const run = { onLine: () => undefined, input: JSON.stringify(metadata) };
  const { code, stderr } = await runPython('pdf_metadata.py', [pdf], run);
  if (code !== 0)
    throw new Error(`title and authors could not be written into the PDF: ${lastLine(stderr)}`);
}
