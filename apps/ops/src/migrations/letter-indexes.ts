/** Every list is newest failure first, so each filter has an index that ends in that order. */
const by = (column: string, where = ''): string =>
  `CREATE INDEX dead_letters_${column} ON dead_letters (${column}, last_failed_at, id) ${where}`;

const sparse = (column: string): string => by(column, `WHERE ${column} IS NOT NULL`);

export const CREATE_LETTER_INDEXES = [
  'CREATE INDEX dead_letters_last_failed_at ON dead_letters (last_failed_at, id)',
  by('queue'),
  by('type'),
  by('error_code'),
  by('fingerprint'),
  by('status'),
  sparse('bank_error_code'),
  sparse('message_id'),
  sparse('deal_id'),
  sparse('external_deal_id'),
  sparse('payout_id'),
];

/**
 * Any part of a message is found through trigrams. The extension is trusted since Postgres 13, but
 * where it is absent, or the owner of the database may not create it, only beginnings are found. The
 * class of operators is named with the schema in which the extension happens to live.
 */
export const CREATE_TEXT_INDEX = `
  DO $$ DECLARE home text; BEGIN
    BEGIN
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    SELECT nspname INTO home FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE extname = 'pg_trgm';
    IF home IS NULL THEN
      CREATE INDEX dead_letters_text_prefix
      ON dead_letters (lower(error_message) text_pattern_ops);
    ELSE
      EXECUTE format('CREATE INDEX dead_letters_text_trigrams ON dead_letters
                      USING gin (error_message %I.gin_trgm_ops)', home);
    END IF;
  END $$`;
