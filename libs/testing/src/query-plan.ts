import { type SeenStatement } from './statement-watch';
import { type TestDatabase } from './test-database';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** How Postgres would carry out a statement: which tables it reads whole, which indexes it uses. */
export async function planOf(
  database: TestDatabase,
  schema: string,
  { text, values }: SeenStatement,
): Promise<{ readonly readWhole: string[]; readonly indexes: string[] }> {
  await database.query(`SET search_path TO ${schema}`);
  try {
    const [row] = await database.query<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      [...values],
    );
    const nodes = row ? row['QUERY PLAN'].flatMap(({ Plan }) => flatten(Plan)) : [];
    const whole = nodes.filter((node) => node['Node Type'].includes('Seq Scan'));
    return {
      readWhole: whole.map((node) => node['Relation Name'] ?? ''),
      indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
    };
  } finally {
    await database.query('RESET search_path');
  }
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
