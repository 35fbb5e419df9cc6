// The figures that stand in the committed notebooks, as their readers get them.
import * as fs from 'fs';
import { projectPath } from '../../src/core/paths';
import type { Figure } from '../../src/plots';
import { isFigure } from '../../src/plots/figure';

const PLOTLY = 'application/vnd.plotly.v1+json';

/** A figure of a notebook, in both forms. */
export interface CommittedFigure {
  /** Notebook without its ending. */
  readonly notebook: string;
  /** "04-replay, cell 12: TITLE". */
  readonly where: string;
  /** What Plotly is given; heatmaps of images may be packed. */
  readonly figure: Figure;
  /** The picture; undefined in a notebook that has been stripped of it. */
  readonly svg?: string;
}

interface Output {
  readonly data?: Readonly<Record<string, unknown>>;
}
interface Cell {
  readonly outputs?: readonly Output[];
}

/** Every figure of every notebook, in order. */
export function committedFigures(): CommittedFigure[] {
  const folder = projectPath('notebooks');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
  return files.sort().flatMap((file) => {
    const text = fs.readFileSync(`${folder}/${file}`, 'utf8');
    const { cells } = JSON.parse(text) as { readonly cells: readonly Cell[] };
    const notebook = file.replace('.ipynb', '');
    return cells.flatMap(({ outputs = [] }, cell) =>
      outputs.flatMap((output) => figureOf(output, notebook, cell)),
    );
  });
}

function figureOf({ data = {} }: Output, notebook: string, cell: number): CommittedFigure[] {
  const figure = { ...(data[PLOTLY] as object | undefined), alt: joined(data['text/plain']) ?? '' };
  if (!isFigure(figure)) return [];
  const title = figure.layout.title?.text ?? '';
  const where = `${notebook}, cell ${cell}: ${title}`;
  return [{ notebook, where, figure, svg: joined(data['image/svg+xml']) }];
}

/** A text of a notebook file, which may be kept as a list of lines. */
function joined(text: unknown): string | undefined {
  if (Array.isArray(text)) return text.join('');
  return typeof text === 'string' ? text : undefined;
}
