type Row = readonly string[];

/** A table as text: the first column stands to the left, the others to the right. */
export function textTable(head: Row, rows: readonly Row[]): string {
  return alignedLines([head, ...rows], (column) => column > 0).join('\n');
}

/** A line per row, its cells in columns two spaces apart. */
export function alignedLines(
  rows: readonly Row[],
  isRight: (column: number) => boolean = () => false,
): string[] {
  const widths = columnWidths(rows);
  const pad = (cell: string, column: number): string =>
    isRight(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}

/** Length of the longest cell of each column of the first row. */
export function columnWidths(rows: readonly Row[]): number[] {
  return rows[0].map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
}
