import { stringify } from 'yaml';
import { asyncApiDocument } from './asyncapi';
import { openApiDocument } from './openapi';

const HEADING = '# Generated from the code by `npm run docs:api`; do not edit.\n';

/** Without anchors: not every reader of these formats follows them. */
const toYaml = (document: object): string =>
  HEADING + stringify(document, { aliasDuplicateObjects: false, lineWidth: 100 });

/** The generated documents: text by path from the root of the project. */
export async function generatedDocuments(root: string): Promise<ReadonlyMap<string, string>> {
  const openApi = await openApiDocument(root);
  return new Map([
    ['docs/openapi.yaml', toYaml(openApi)],
    // What ops serves: the image has no reader of YAML.
    ['docs/openapi.json', JSON.stringify(openApi) + '\n'],
    ['docs/asyncapi.yaml', toYaml(asyncApiDocument(root))],
  ]);
}
