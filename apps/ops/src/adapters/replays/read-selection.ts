import { UnprocessableEntityException } from '@nestjs/common';
import { type Selection, type StoredFilter } from '../../domain/replays/selection';
import { filterOf, LetterFilterQuery } from '../dead-letters.query';
import { type SelectionBody } from './job.requests';

/** @throws UnprocessableEntityException when it could mean everything without saying so */
export function selectionOf({ ids, filter, limit, exclude, all }: SelectionBody): Selection {
  const stored = storedFilter(filter);
  const isEmpty = Object.keys(stored).length === 0;
  if (ids && !isEmpty) throw new UnprocessableEntityException('Give ids or a filter, not both');
  if (!ids && isEmpty && all !== true) {
    throw new UnprocessableEntityException('An empty filter selects everything: say all if so');
  }
  const lowered = (list: readonly string[]) => list.map((id) => id.toLowerCase());
  return {
    ...(ids ? { ids: lowered(ids) } : { filter: stored }),
    ...(limit === undefined ? {} : { limit }),
    ...(exclude ? { exclude: lowered(exclude) } : {}),
  };
}

function storedFilter(filter: LetterFilterQuery = new LetterFilterQuery()): StoredFilter {
  const given = Object.entries(filterOf(filter)) as [string, string | Date | undefined][];
  return Object.fromEntries(
    given.flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, value instanceof Date ? value.toISOString() : value]];
    }),
  );
}
