/** What a fault does to the fields of an otherwise right answer; names are paths, `results.*.amount`. */
export interface AnswerSpoiling {
  answerPatch?: Record<string, unknown> | undefined;
  omitFields?: string[] | undefined;
  mistypeFields?: string[] | undefined;
}

type Fields = Record<string, unknown>;

/** A spoiled copy; what is no object, and a path that leads nowhere, is left as it is. */
export function spoiledAnswer(body: unknown, spoiling: AnswerSpoiling): unknown {
  const { answerPatch = {}, omitFields = [], mistypeFields = [] } = spoiling;
  const copy = JSON.parse(JSON.stringify(body ?? null)) as unknown;
  for (const [path, value] of Object.entries(answerPatch)) {
    forEachHolder(copy, path, (holder, name) => (holder[name] = value));
  }
  for (const path of omitFields) forEachHolder(copy, path, (holder, name) => delete holder[name]);
  for (const path of mistypeFields) {
    forEachHolder(copy, path, (holder, name) => (holder[name] = mistyped(holder[name])));
  }
  return copy;
}

/** Whether the rule touches fields at all. */
export function spoilsAnswer(spoiling: AnswerSpoiling): boolean {
  const { answerPatch, omitFields, mistypeFields } = spoiling;
  return [answerPatch, omitFields, mistypeFields].some((part) => part !== undefined);
}

/** Walks to every object that holds the last name of the path; `*` stands for any index or name. */
function forEachHolder(
  root: unknown,
  path: string,
  change: (holder: Fields, name: string) => void,
): void {
  const names = path.split('.');
  const last = names.pop() ?? path;
  let holders = [root];
  for (const name of names) holders = holders.flatMap((holder) => childrenOf(holder, name));
  for (const holder of holders.filter(isFields)) {
    for (const name of last === '*' ? Object.keys(holder) : [last]) change(holder, name);
  }
}

function childrenOf(holder: unknown, name: string): unknown[] {
  if (!isFields(holder)) return [];
  return name === '*' ? Object.values(holder) : [holder[name]];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** The value in a type that the contract does not allow: text becomes an object, all else text. */
function mistyped(value: unknown): unknown {
  return typeof value === 'string' ? { value } : JSON.stringify(value);
}
