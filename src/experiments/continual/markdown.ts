/** A row of a Markdown table: cells between bars. */
export const markdownRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
