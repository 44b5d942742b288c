const SHORTEST_REASON = 3;

/** Whether the server would take it. */
export function isReason(text: string, required = true): boolean {
  const { length } = text.trim();
  return length >= SHORTEST_REASON || (!required && length === 0);
}
