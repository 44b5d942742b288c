/**
 * The role of the service may not create or drop tables. These two functions do just what it needs
 * with the rights of the schema's owner, on names that they compute themselves.
 */
const TABLES = `ARRAY['dead_letters', 'dead_letter_bodies', 'dead_letter_failures']`;

const CREATE_PARTITION = `
  CREATE FUNCTION create_letter_partition(wanted date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = ops, pg_temp SET lock_timeout = '3s' AS $$
  DECLARE
    month date := date_trunc('month', wanted)::date;
    name text;
  BEGIN
    FOREACH name IN ARRAY ${TABLES} LOOP
      CONTINUE WHEN to_regclass(name || to_char(month, '_YYYY_MM')) IS NOT NULL;
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        name || to_char(month, '_YYYY_MM'), name, month, (month + interval '1 month')::date);
    END LOOP;
  END $$`;

/**
 * The letters go out of the rollups in the same transaction. The lock comes first: a letter that
 * fails again meanwhile waits, and then finds its partition gone and is stored as a new one.
 * Returns how many letters went; null when one is still wanted, and nothing was done.
 */
const DROP_PARTITION = `
  CREATE FUNCTION drop_letter_partition(dropped date, settled_before timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = ops, pg_temp SET lock_timeout = '3s' AS $$
  DECLARE
    suffix text := to_char(dropped, '_YYYY_MM');
    letters bigint;
    wanted boolean;
    name text;
  BEGIN
    IF to_regclass('dead_letters' || suffix) IS NULL THEN RETURN 0; END IF;
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', 'dead_letters' || suffix);
    SELECT EXISTS (SELECT 1 FROM dead_letters WHERE month = dropped
      AND (status IN ('open', 'replaying') OR status_at >= settled_before)) INTO wanted;
    IF wanted THEN RETURN NULL; END IF;
    UPDATE dead_letter_groups g SET total_count = g.total_count - d.n
    FROM (SELECT fingerprint, count(*) AS n FROM dead_letters WHERE month = dropped GROUP BY 1) d
    WHERE g.fingerprint = d.fingerprint;
    UPDATE dead_letter_hours h SET total_count = h.total_count - d.n
    FROM (SELECT fingerprint, date_trunc('hour', last_failed_at, 'UTC') AS hour, count(*) AS n
          FROM dead_letters WHERE month = dropped GROUP BY 1, 2) d
    WHERE h.fingerprint = d.fingerprint AND h.hour = d.hour;
    UPDATE dead_letter_deals k SET total_count = k.total_count - d.n
    FROM (SELECT deal_key, count(*) AS n FROM dead_letters
          WHERE month = dropped AND deal_key IS NOT NULL GROUP BY 1) d
    WHERE k.deal_key = d.deal_key;
    DELETE FROM dead_letter_groups WHERE total_count <= 0 AND note IS NULL;
    DELETE FROM dead_letter_hours WHERE total_count <= 0;
    DELETE FROM dead_letter_deals WHERE total_count <= 0;
    SELECT count(*) INTO letters FROM dead_letters WHERE month = dropped;
    FOREACH name IN ARRAY ${TABLES} LOOP
      EXECUTE format('DROP TABLE %I', name || suffix);
    END LOOP;
    RETURN letters;
  END $$`;

const GRANT_TO_SERVICE = [
  'create_letter_partition(date)',
  'drop_letter_partition(date, timestamptz)',
].flatMap((name) => [
  `REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION ${name} TO lk_ops`,
]);

export const CREATE_PARTITION_FUNCTIONS = [CREATE_PARTITION, DROP_PARTITION, ...GRANT_TO_SERVICE];
