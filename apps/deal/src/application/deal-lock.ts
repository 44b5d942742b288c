/** Commands on one deal run one after another. */
export const dealLock = (dealId: string): string => `deal:${dealId}`;
