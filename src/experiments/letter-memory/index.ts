/** A memory of letters, asked in plain numbers: to learn with, and to check answers. */
export * from './letters';
export * from './programme';
export * from './random';
export * from './timeline';
