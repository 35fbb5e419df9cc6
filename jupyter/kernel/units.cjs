'use strict';
// A unit is one compiled text: a cell, or one version of a file of src. Each is compiled twice (TypeScript to modern
// JavaScript, then to CommonJS), so a position is led back through two source maps. V8 knows a unit by its number.
const { SourceMap } = require('module');

const INLINE = /\n?\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([A-Za-z0-9+/=]+)\s*$/;

/** Splits the inline source map off a compiled text: { text, map } (map undefined if there is none). */
exports.splitMap = (compiled) => {
  const found = INLINE.exec(compiled);
  if (!found) return { text: compiled, map: undefined };
  return { text: compiled.slice(0, found.index), map: JSON.parse(Buffer.from(found[1], 'base64').toString('utf8')) };
};

exports.createUnits = () => {
  const units = [];
  return {
    /** Registers a unit and returns the comment that makes V8 use its number. `maps` go from `text`, which runs, to `source`. */
    add({ label, cell, source, text, maps, skipLines }) {
      units.push({ label, cell, source, skipLines, lines: text.split('\n').length, maps: maps.map((map) => new SourceMap(map)) });
      return `\n//# sourceURL=lab:${units.length - 1}`;
    },
    /** The unit's place for a position of the running code (both count from 1), or undefined if nobody wrote that place. */
    locate(number, line, column) {
      const unit = units[number];
      if (!unit || line > unit.lines) return undefined; // the call that started the unit
      let at = { line: line - 1, column: column - 1 };
      for (const map of unit.maps) {
        const entry = map.findEntry(at.line, at.column);
        if (entry.originalLine === undefined) return undefined; // what the compiler or the kernel put before it
        at = { line: entry.originalLine, column: entry.originalColumn };
      }
      return { ...unit, line: at.line + 1 - unit.skipLines, column: at.column + 1 };
    },
    /** The text of a cell as it was last run under this label. */
    sourceOf: (label) => units.findLast((unit) => unit.label === label)?.source,
  };
};
