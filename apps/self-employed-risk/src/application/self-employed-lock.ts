/** Commands on one person run one after another. */
export const selfEmployedLock = (selfEmployedId: string): string =>
  `self-employed:${selfEmployedId}`;
