'use strict';
// Turns whatever stopped a cell into the { ename, evalue, traceback } that Jupyter shows and saves.
const fs = require('fs');
const path = require('path');
const { inspect, types } = require('util');
const { Interrupted } = require('./interrupts.cjs');

const PLACE = /(?:^|[ (])(?:(cell \[\d+\]), line (\d+)|([^\s()]+\.tsx?):(\d+):\d+)\)?$/;

/** The text of the line that a frame names, or undefined. */
function lineAt(frame, root, units) {
  const found = PLACE.exec(frame);
  if (!found) return undefined;
  const number = Number(found[2] ?? found[4]);
  let text;
  if (found[1]) text = units.sourceOf(found[1]);
  else try { text = fs.readFileSync(path.resolve(root, found[3]), 'utf8'); } catch { return undefined; }
  const line = text?.split('\n')[number - 1]?.trim();
  return line ? `        ${number} | ${line}` : undefined;
}

function framesOf(error) {
  return String(error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
}

function describe(error, root, units) {
  const frames = framesOf(error);
  const lines = [`${error.name}: ${error.message}`];
  let shown = false;
  for (const frame of frames) {
    lines.push(frame);
    const source = shown ? undefined : lineAt(frame, root, units);
    if (source) lines.push(source);
    shown ||= source !== undefined;
  }
  return lines;
}

const isError = (value) => types.isNativeError(value) || value instanceof Error;

exports.interrupted = (message = 'The cell was interrupted.') => ({ ename: 'Interrupted', evalue: message, traceback: [`Interrupted: ${message}`] });

/** @param state the cell's state in interrupts.cjs: an abort is only an interrupt if there was one. */
exports.ofThrown = (error, { root, units, label, state }) => {
  if (error instanceof Interrupted || error?.name === 'Interrupted') return exports.interrupted(error.message || undefined);
  if (error?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return exports.interrupted();
  if (state.interrupted && error?.name === 'AbortError') return exports.interrupted();
  if (!isError(error)) {
    const value = inspect(error);
    return {
      ename: 'ThrownValue',
      evalue: value,
      traceback: [`ThrownValue: ${value}`, `    in ${label} (not an Error, so the place is unknown: write throw new Error(...))`],
    };
  }
  const traceback = describe(error, root, units);
  const seen = new Set([error]);
  for (let cause = error.cause; isError(cause) && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    traceback.push(...describe(cause, root, units).map((line, i) => (i === 0 ? `Caused by ${line}` : line)));
  }
  if (!/\n?\s+at /.test(traceback.join('\n'))) traceback.push(`    in ${label}`);
  return { ename: error.name, evalue: error.message, traceback };
};

/** @param diagnostics tslab's: positions count from 0, fileName only for a file of src. */
exports.ofCompile = (diagnostics, { source, label }) => {
  const message = (one) => {
    const at = `${one.start.line + 1}:${one.start.character + 1}`;
    return `${one.fileName ? `${one.fileName}:` : ''}${at} - ${one.messageText}`;
  };
  const traceback = [];
  for (const one of diagnostics) {
    traceback.push(one.fileName ? `CompileError: ${message(one)}` : `CompileError in ${label}: ${message(one)}`);
    const line = one.fileName ? undefined : source.split('\n')[one.start.line];
    if (line?.trim()) traceback.push(`        ${one.start.line + 1} | ${line.trim()}`);
  }
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : '';
  return { ename: 'CompileError', evalue: message(diagnostics[0]) + more, traceback };
};
