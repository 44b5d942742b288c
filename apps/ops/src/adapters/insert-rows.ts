import { type Transaction } from '@lk/persistence';

/** Values of one row, by column. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * One INSERT for many rows. Every value is a parameter of its own, and not an element of an array,
 * because the driver sends a Buffer as bytes only so: in an array a body would be hex text, twice as
 * long. The protocol takes 65,535 parameters, so rows times columns must stay below.
 * @param rows all with the same columns
 */
export async function insertRows<T = unknown>(
  tx: Transaction,
  table: string,
  rows: readonly Row[],
  tail = '',
): Promise<T[]> {
  const [first] = rows;
  if (!first) return [];
  const columns = Object.keys(first);
  const parameters = rows.flatMap((row) => columns.map((column) => toParameter(row[column])));
  const tuples = rows.map((_, index) => {
    const places = columns.map((__, column) => `$${index * columns.length + column + 1}`);
    return `(${places.join(', ')})`;
  });
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')} ${tail}`;
  return tx.query<T[]>(sql, parameters);
}

function toParameter(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : (value ?? null);
}
