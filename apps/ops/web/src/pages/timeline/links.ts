const PATHS: Readonly<Record<string, (id: string) => string>> = {
  dealId: (id) => `/timeline/deal/${id}`,
  payoutId: (id) => `/timeline/payout/${id}`,
  selfEmployedId: (id) => `/timeline/self-employed/${id}`,
  letterId: (id) => `/dead-letters/${id}`,
  deadLetterId: (id) => `/dead-letters/${id}`,
  jobId: (id) => `/jobs/${id}`,
  editId: (id) => `/edits/${id}`,
  eventId: (id) => `/events/${id}`,
  businessId: (id) => `/find?id=${id}`,
  runId: (id) => `/reconciliation?run=${id}`,
};

const CAUSES: Readonly<Record<string, string>> = {
  event: 'eventId',
  replay: 'jobId',
  reconciliation: 'runId',
};

/** Where an id leads; some lead nowhere. */
export const pathOfId = (name: string, id: string): string | undefined =>
  PATHS[name]?.(encodeURIComponent(id));

export const pathOfCause = (kind: string, id: string): string | undefined =>
  pathOfId(CAUSES[kind] ?? '', id);
