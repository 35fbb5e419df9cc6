// Habits that a machine can check; Prettier decides on lines.
import eslint from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** node:test waits for its tests by itself. */
const nodeTest = {
  from: 'package',
  package: 'node:test',
  name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
};

/** The folders of src in layers: each may import what stands before it, never what comes later. */
const layers = [
  ['core'],
  ['tf', 'config', 'metrics'],
  ['compile', 'memory', 'replay', 'tasks', 'plots'],
  ['controller', 'checkpoint', 'meta', 'notebook'],
  ['agent', 'continual', 'report'],
  ['experiments', 'conformance', 'course'],
  ['exercises'],
];

/** What no file of a layer may import: its neighbours, and all that comes later. */
const layerZones = layers.flatMap((folders, layer) =>
  folders.map((folder) => ({
    target: `./src/${folder}`,
    from: [...layers.slice(layer).flat(), 'cli']
      .filter((other) => other !== folder)
      .map((other) => `./src/${other}`),
    message: 'see docs/architecture.md: an import goes down the layers, never up or across',
  })),
);

export default defineConfig(
  globalIgnores(['**/.venv/', '.lab/', 'reports/', 'dist/', 'docs/api/', 'data/', 'tests/data/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    extends: [eslint.configs.recommended],
    rules: {
      'max-len': ['error', { code: 100 }],
      // TypeScript checks names, in plain JavaScript too (src/cli/jsconfig.json).
      'no-undef': 'off',
      'no-nested-ternary': 'error',
      'one-var': ['error', 'never'],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [nodeTest] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: layerZones }],
    },
  },
  {
    // Tests read JSON, reach into parts and break types on purpose.
    files: ['tests/**'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Reference values are written with all the digits they were given with.
      'no-loss-of-precision': 'off',
    },
  },
);
