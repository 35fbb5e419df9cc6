/** Warnings of Node about what the kernel does, not the person. */
const OWN = /vm\.USE_MAIN_CONTEXT_DEFAULT_LOADER/;

/** Leaves out warnings that a person can do nothing about. */
export function quietWarnings(): void {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (!OWN.test(text)) Reflect.apply(emitWarning, undefined, [warning, ...rest]);
  };
}
