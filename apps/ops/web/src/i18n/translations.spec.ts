import { en } from './en';
import { ru } from './ru';

type Texts = ReadonlyMap<string, string>;

function textsOf(tree: object, path = ''): Texts {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(tree) as [string, string | object][]) {
    const key = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'string') texts.set(key, value);
    else for (const [inner, text] of textsOf(value, key)) texts.set(inner, text);
  }
  return texts;
}

const PLURAL = /_(one|few|many|other)$/;
const withoutForms = (texts: Texts): string[] =>
  [...new Set([...texts.keys()].map((key) => key.replace(PLURAL, '')))].sort();
const variablesOf = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name!);

describe('translations', () => {
  const english = textsOf(en);
  const russian = textsOf(ru);

  it('have the same texts in both languages', () => {
    expect(withoutForms(russian)).toEqual(withoutForms(english));
  });

  it('have no empty text', () => {
    for (const texts of [english, russian]) {
      expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
    }
  });

  it('have every plural form that the language asks for', () => {
    const plurals = [...russian.keys()].filter((key) => key.endsWith('_other'));
    expect(plurals.length).toBeGreaterThan(5);
    for (const key of plurals) {
      for (const form of new Intl.PluralRules('ru').resolvedOptions().pluralCategories) {
        expect(russian.has(key.replace(/_other$/, `_${form}`))).toBe(true);
      }
    }
  });

  it('use the same variables', () => {
    for (const [key, text] of russian) {
      const source = english.get(key) ?? english.get(key.replace(PLURAL, '_other')) ?? '';
      // A language may leave out a number that its words say: "last day".
      const known = new Set([...variablesOf(source), 'count']);
      expect({ key, unknown: variablesOf(text).filter((name) => !known.has(name)) }).toEqual({
        key,
        unknown: [],
      });
    }
  });

  it('are Russian in Russian', () => {
    const latin = [...russian].filter(
      ([, text]) => !/[а-яё]/i.test(text.replace(/\{\{.*?\}\}/g, '')),
    );
    const allowed = /^(job\.spoken|start\.)/;
    expect(latin.map(([key]) => key).filter((key) => !allowed.test(key))).toEqual([]);
  });
});
