export * from './controller';
export * from './interfaceVector';
export * from './lstm';
