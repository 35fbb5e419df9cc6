'use strict';
// tslab 1.0.22 reads a variable of an earlier cell as `exports.x`, but leaves the `x` of `{ x }` alone: "x is not defined". Write `{ x: exports.x }` before it looks.

const CELL_FILE = '__tslab__.ts';

/** Adds the change to whatever program the host makes. */
exports.mendShorthand = (ts, host) => {
  const create = host.createProgram;
  host.createProgram = (...args) => {
    const builder = create(...args);
    const emit = builder.emit;
    builder.emit = (file, write, cancellation, declarationsOnly, transformers) =>
      emit(file, write, cancellation, declarationsOnly, { ...transformers, before: [expand(ts, builder.getProgram().getTypeChecker()), ...(transformers?.before ?? [])] });
    return builder;
  };
  return host;
};

const expand = (ts, checker) => (context) => (file) => {
  if (!file.fileName.endsWith(CELL_FILE)) return file;
  const ofEarlierCell = (node) => checker.getShorthandAssignmentValueSymbol(node)?.declarations?.some((declaration) => declaration.getSourceFile() === file.parent);
  const visit = (node) => {
    if (!ts.isShorthandPropertyAssignment(node) || !ofEarlierCell(node)) return ts.visitEachChild(node, visit, context);
    const { factory } = ts;
    const value = factory.createPropertyAccessExpression(factory.createIdentifier('exports'), node.name.text);
    const fallback = node.objectAssignmentInitializer; // `({ x = 1 } = y)`
    return factory.createPropertyAssignment(node.name.text, fallback ? factory.createAssignment(value, ts.visitNode(fallback, visit)) : value);
  };
  return ts.visitEachChild(file, visit, context);
};
