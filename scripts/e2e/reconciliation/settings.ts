/** Nothing runs by itself, and what a run sees is drift at once: a test asks for each run. */
export const ON_COMMAND = {
  RECONCILIATION_DEALS_INTERVAL_MS: '0',
  RECONCILIATION_PAYOUTS_INTERVAL_MS: '0',
  RECONCILIATION_SELF_EMPLOYED_INTERVAL_MS: '0',
  RECONCILIATION_SWEEP_HOUR_UTC: '-1',
  RECONCILIATION_STALE_AFTER_MS: '0',
  RECONCILIATION_GRACE_MS: '0',
  RECONCILIATION_POLL_MS: '50',
};

/** The bank's limits are other tests' matter. */
export const WITHOUT_LIMITS = {
  SIM_RATE_LIMIT_ENABLED: 'false',
  TBANK_LIMIT_PER_SECOND: '1000',
  TBANK_SELF_EMPLOYED_LIMIT_PER_SECOND: '100',
  TBANK_SELF_EMPLOYED_LIST_INTERVAL_MS: '1',
  SELF_EMPLOYED_SYNC_INTERVAL_MS: '1',
  SELF_EMPLOYED_AUTO_SYNC: 'false',
};

/** No run is stopped for finding much: a test plants much. */
export const WITHOUT_BRAKE = {
  RECONCILIATION_REPAIR_BUDGET: '1000000',
  RECONCILIATION_REPAIR_SHARE: '1',
};
