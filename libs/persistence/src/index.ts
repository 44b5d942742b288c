export * from './connect-with-patience';
export * from './data-source';
export * from './database-errors';
export * from './database.config';
export * from './migrations-runner';
export * from './persistence.module';
export * from './service-schema';
export * from './transaction-runner';
