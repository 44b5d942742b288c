import { addStats, NO_STATS, type Run, type ScopeStats } from '../domain/run';

/** All scopes of a run together. */
export const totalsOf = ({ stats }: Pick<Run, 'stats'>): ScopeStats =>
  Object.values(stats).reduce((sum, scope) => addStats(sum, scope), NO_STATS);
