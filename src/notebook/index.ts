/** What notebooks use to show things and to run long loops. */
export { show } from './show';
