import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { generatedDocuments } from './generated-documents';

/** The compiler reads all sources: seconds, and more on a machine that is busy. */
const PATIENCE_MS = 240_000;

type Document = Record<string, unknown>;

/** Every value of a key, at any depth. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = key in value ? [(value as Document)[key]] : [];
  return [...own, ...Object.values(value).flatMap((inner) => valuesOf(key, inner))];
}

const lookUp = (document: Document, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Document | undefined)?.[key], document);

describe('the generated documents', () => {
  let documents: ReadonlyMap<string, string>;
  const read = (file: string) => parse(documents.get(file) ?? '') as Document;
  beforeAll(async () => {
    documents = await generatedDocuments(process.cwd());
  }, PATIENCE_MS);

  it('are checked in as the code is now; if not: npm run docs:api', () => {
    const stale = [...documents].filter(([file, text]) => readFileSync(file, 'utf8') !== text);
    expect(stale.map(([file]) => file)).toEqual([]);
  });

  it.each(['docs/openapi.yaml', 'docs/asyncapi.yaml'])('refer to nothing absent in %s', (file) => {
    const document = read(file);
    const references = [...new Set(valuesOf('$ref', document) as string[])];
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((one) => lookUp(document, one) === undefined)).toEqual([]);
  });

  it('name each operation once, with who may call it', () => {
    const { paths } = read('docs/openapi.yaml') as { paths: Record<string, Document> };
    const ids = valuesOf('operationId', paths) as string[];
    expect(new Set(ids).size).toBe(ids.length);
    const operations = Object.values(paths).flatMap((item) =>
      Object.values(item).filter((one) => typeof one === 'object' && one && 'operationId' in one),
    );
    expect(operations.filter((one) => !Array.isArray((one as Document).security))).toEqual([]);
    const { delete: revoke } = paths['/api/tokens/{id}'] as { delete: Document };
    expect(revoke.description).toContain('Needs the role `admin`');
    expect(revoke.security).toEqual([{ opsToken: [] }, { session: [], csrfToken: [] }]);
  });

  it('tell of a body what its type and its rules tell', () => {
    const document = read('docs/openapi.yaml');
    expect(lookUp(document, '#/components/schemas/IssueTokenBody')).toMatchObject({
      required: ['name', 'role'],
      properties: {
        role: { type: 'string', enum: ['viewer', 'operator', 'approver', 'admin'] },
        expiresInDays: { type: 'integer', minimum: 1, maximum: 730, default: 90 },
      },
    });
  });

  it('tell of a command its body, its reply and its dead letters', () => {
    const document = read('docs/asyncapi.yaml');
    expect(lookUp(document, '#/operations/payout.bank.commands.payout.create')).toMatchObject({
      action: 'receive',
      reply: { channel: { $ref: '#/channels/reply' } },
    });
    expect(lookUp(document, '#/components/schemas/PayoutCreateCommand')).toMatchObject({
      required: ['payoutId', 'dealId', 'recipientId', 'amount', 'purpose'],
      properties: { purpose: { type: 'string', minLength: 1, maxLength: 210 } },
    });
    const { headers } = lookUp(document, '#/components/messages/dead-letter') as Document;
    expect(Object.keys((headers as { properties: Document }).properties)).toContain('x-error-code');
  });
});
