export * from './digits';
export * from './episodes';
export * from './floors';
export * from './regression';
export * from './rows';
