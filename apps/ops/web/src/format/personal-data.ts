const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** Hashes and fingerprints; a long number without a letter is none. */
const HEX = /\b(?=\d*[a-f])[0-9a-f]{16,}\b/gi;
/** INN, phone, account and card numbers have at least ten digits, perhaps spaced. */
const LONG_NUMBER = /(?:\d[\s()+-]*){10,}/;
const E_MAIL = /\S+@\S+\.\S+/;

/**
 * Whether a text that would become part of an address may name a person. Addresses are shared, stored
 * in the history and logged on their way, so such a text is refused before it gets there.
 */
export function looksPersonal(text: string): boolean {
  const rest = text.replace(UUID, ' ').replace(HEX, ' ');
  return LONG_NUMBER.test(rest) || E_MAIL.test(rest);
}
