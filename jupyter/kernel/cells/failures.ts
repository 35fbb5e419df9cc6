// Turns whatever stopped a cell into the { ename, evalue, traceback } that Jupyter shows and saves.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Complaint } from '../compiler/cellCompiler';
import type { Failure } from '../server/wire';
import { describeValue, isError, isInstance, propertyOf, textOf } from './describe';
import { type CellState, Interrupted } from './interrupts';
import { runtimeHint } from './runtimeHints';
import { withoutScope } from './names';
import type { CompiledUnits } from './units';

export interface FailureContext {
  readonly root: string;
  readonly units: CompiledUnits;
  /** `cell [3]`. */
  readonly label: string;
  /** An abort is only an interrupt if there was one. */
  readonly state: CellState;
}

/** Errors of an AggregateError that are shown. */
const MOST_COLLECTED = 10;
/** Errors behind an error that are shown, causes of causes included. */
const MOST_BEHIND = 30;
/** Lines of a stack that are shown: code may give an error any stack. */
const MOST_FRAMES = 100;
const PLACE = /(?:^|[ (])(?:(cell \[\d+\]), line (\d+)|([^\s()]+\.[cm]?tsx?):(\d+):\d+)\)?$/;

/** The text of the line that a frame of a stack names, or undefined. */
function lineAt(frame: string, { root, units }: FailureContext): string | undefined {
  const found = PLACE.exec(frame);
  if (!found) return undefined;
  const [, cell, cellLine, file, fileLine] = found;
  const number = Number(cellLine ?? fileLine);
  const source = cell ? units.sourceOf(cell) : readText(path.resolve(root, file));
  const line = source?.split('\n')[number - 1]?.trim();
  return line ? excerpt(number, line) : undefined;
}

const excerpt = (number: number, line: string): string => `        ${number} | ${line}`;

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function framesOf(error: Error): string[] {
  return textOf(error, 'stack')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MOST_FRAMES);
}

/** The error's own name, or that of its class where the class has not given it one. */
function nameOf(error: Error): string {
  const name = textOf(error, 'name') || 'Error';
  return name === 'Error' ? textOf(propertyOf(error, 'constructor'), 'name') || name : name;
}

/** Characters of a message that are shown: a notebook file holds each of them twice. */
const LONGEST_MESSAGE = 10_000;

function messageOf(error: Error): string {
  const message = propertyOf(error, 'message');
  if (message === undefined) return 'its message cannot be read';
  return cut(withoutScope(typeof message === 'string' ? message : describeValue(message)));
}

function cut(text: string): string {
  if (text.length <= LONGEST_MESSAGE) return text;
  const left = (text.length - LONGEST_MESSAGE).toLocaleString('en');
  return `${text.slice(0, LONGEST_MESSAGE)} … ${left} more characters are not shown`;
}

/** Fields that a person has given to an error: `status: 404`. */
function ownFields(error: Error): string[] {
  const shown = new Set(['name', 'message', 'stack', 'cause', 'errors']);
  const fields = namesOf(error).filter((name) => !shown.has(name));
  return fields.map((name) => `    ${name}: ${cut(describeValue(propertyOf(error, name)))}`);
}

function namesOf(value: object): string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}

function errorLines(error: Error, context: FailureContext): string[] {
  const lines = [`${nameOf(error)}: ${messageOf(error)}`];
  let isShown = false;
  for (const frame of framesOf(error)) {
    lines.push(frame);
    const line: string | undefined = isShown ? undefined : lineAt(frame, context);
    if (line) lines.push(line);
    isShown ||= line !== undefined;
  }
  return [...lines, ...ownFields(error)];
}

/** What stands behind an error: its cause, and the errors that an AggregateError collects. */
function errorsBehind(error: Error): { readonly words: string; readonly error: unknown }[] {
  const cause = propertyOf(error, 'cause');
  const errors = propertyOf(error, 'errors');
  const collected = Array.isArray(errors) ? errors.slice(0, MOST_COLLECTED) : [];
  return [
    ...(cause === undefined ? [] : [{ words: 'Caused by', error: cause }]),
    ...collected.map((one: unknown, index) => ({ words: `Error ${index + 1}:`, error: one })),
  ];
}

/** Everything behind an error, each once: causes and collected errors may go round in circles. */
function linesBehind(error: Error, context: FailureContext, seen: Set<unknown>): string[] {
  return errorsBehind(error).flatMap((behind) => {
    if (seen.has(behind.error) || seen.size > MOST_BEHIND) return [];
    seen.add(behind.error);
    if (!isError(behind.error)) return [`${behind.words} ${cut(describeValue(behind.error))}`];
    const [first, ...rest] = errorLines(behind.error, context);
    return [`${behind.words} ${first}`, ...rest, ...linesBehind(behind.error, context, seen)];
  });
}

export function interruption(message?: string): Failure {
  const evalue = message || 'The cell was interrupted.';
  return { ename: 'Interrupted', evalue, traceback: [`Interrupted: ${evalue}`] };
}

function isInterruption(error: unknown, state: CellState): boolean {
  if (isInstance(error, Interrupted) || textOf(error, 'name') === 'Interrupted') return true;
  if (propertyOf(error, 'code') === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') return true;
  return state.interrupted && textOf(error, 'name') === 'AbortError';
}

/** A failure for anything that a cell can throw. */
export function failureOf(error: unknown, context: FailureContext): Failure {
  if (isInterruption(error, context.state)) {
    const isBrokenOff = propertyOf(error, 'code') === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
    const isAbort = textOf(error, 'name') === 'AbortError';
    return interruption(isBrokenOff || isAbort ? undefined : textOf(error, 'message'));
  }
  if (!isError(error)) return thrownValue(error, context);
  const traceback = errorLines(error, context);
  const hint = runtimeHint(nameOf(error), messageOf(error));
  traceback.push(...linesBehind(error, context, new Set<unknown>([error])));
  if (!traceback.some((line) => /^\s+at /.test(line))) traceback.push(`    in ${context.label}`);
  if (hint) traceback.push(`Hint: ${hint}`);
  return { ename: nameOf(error), evalue: messageOf(error), traceback };
}

function thrownValue(value: unknown, { label }: FailureContext): Failure {
  const evalue = cut(describeValue(value));
  const reason = 'not an Error, so the place is unknown: write throw new Error(...)';
  const advice = `    in ${label} (${reason})`;
  return { ename: 'ThrownValue', evalue, traceback: [`ThrownValue: ${evalue}`, advice] };
}

/** A failure for a cell that the checker refuses; nothing of it has run. */
export function compileFailure(complaints: readonly Complaint[], label: string): Failure {
  const traceback = complaints.flatMap((one) => {
    const head = one.file
      ? `CompileError: ${placed(one)}`
      : `CompileError in ${label}: ${placed(one)}`;
    const line = one.text.trim();
    return [
      head,
      ...(line ? [excerpt(one.line, line)] : []),
      ...(one.hint ? [`    Hint: ${one.hint}`] : []),
    ];
  });
  const more = complaints.length > 1 ? ` (and ${complaints.length - 1} more)` : '';
  return { ename: 'CompileError', evalue: placed(complaints[0]) + more, traceback };
}

function placed({ file, line, column, message }: Complaint): string {
  return `${file ? `${file}:` : ''}${line}:${column} - ${message}`;
}
