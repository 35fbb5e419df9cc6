/** One-shot learning by memory: labelled images one after the other (Santoro et al. 2016). */
export * from './features';
export * from './plan';
export * from './prototypes';
export * from './report';
export * from './run';
export * from './scene';
export * from './score';
export * from './store';
export * from './trainedDnc';
