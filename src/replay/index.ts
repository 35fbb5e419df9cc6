export * from './reservoir';
