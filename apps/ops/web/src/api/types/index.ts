/** The wire types of the API of ops; `docs/openapi.yaml` has the same for other readers. */
export * from './session';
export * from './item-results';
export * from './letters';
export * from './jobs';
export * from './records';
export * from './overview';
export * from './reconciliation';
