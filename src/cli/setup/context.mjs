/**
 * What every step of set-up is given.
 * @typedef {object} Context
 * @property {string} root the project's folder
 * @property {ReturnType<typeof import('./paths.mjs').places>} at
 * @property {string} temporary folder for half-made things, emptied before and after
 * @property {string} logs folder for the output of programs
 * @property {AbortSignal} signal aborted by Ctrl+C
 * @property {boolean} again true if `npm run setup` was typed: what could not be had before is
 * tried again
 *
 * @typedef {object} Step
 * @property {string} name as people know it
 * @property {string} [verb] what is done, if that is not `installing`
 * @property {(context: Context) => boolean} upToDate quick, changes nothing
 * @property {(context: Context) => Promise<unknown>} [check] what can be refused before any work is
 * begun; throws Failure
 * @property {(context: Context) => Promise<string | void>} run does the work; may give a note for
 * the closing line
 */
export {};
