/** Names inside a compiled cell; the runner passes the values in this order. */
export const PARAMETERS = [
  '__scope',
  '__import',
  '__load',
  '__meta',
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
] as const;

/** The global that a compiled cell hands itself to. */
export const RUN = '__lab_cell__';
