import { type ValueTransformer } from 'typeorm';

/** Postgres `bigint` as a JavaScript bigint; the driver gives text, so that nothing is rounded. */
export const bigintColumn: ValueTransformer = {
  from: (value: string | null) => (value === null ? null : BigInt(value)),
  to: (value: bigint | null) => (value === null ? null : value.toString()),
};
