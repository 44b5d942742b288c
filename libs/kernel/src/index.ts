export * from './app-error';
export * from './async';
export * from './clock';
export * from './exhaustive';
export * from './ids';
export * from './json';
export * from './money';
export * from './traceparent';
