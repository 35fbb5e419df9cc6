/** One regular expression from parts that follow each other, so that no line is too long. */
export const pattern = (...parts: readonly RegExp[]): RegExp =>
  new RegExp(parts.map(({ source }) => source).join(''), parts[0].flags);
