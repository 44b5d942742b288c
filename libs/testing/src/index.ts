export * from './eventually';
export * from './fake-clock';
export * from './servers';
export * from './tcp-proxy';
export * from './test-broker';
export * from './test-database';
export * from './test-service';
