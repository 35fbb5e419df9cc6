export * from './addressing';
export * from './bank';
export * from './content';
export * from './linkage';
export * from './state';
export * from './usage';
export * from './words';
