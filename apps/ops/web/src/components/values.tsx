import { ActionIcon, CopyButton, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  formatCount,
  formatKopecks,
  formatSpan,
  formatTime,
  formatUtc,
  secondsSince,
  shortId,
} from '../format/format';
import { useNow } from '../hooks/use-now';

/** Where there is no value; a card on the phone leaves the field out. */
export const NOTHING = <span className="nothing">–</span>;

/** Where it is narrow a day stands above its time, both whole. */
const breakAfterDay = (text: string): string => text.replace(/(?<!,) /g, '\u00a0');

/** A moment in the reader's zone; its title has it in UTC. */
export function When({ at }: { at: string | null | undefined }) {
  const { i18n } = useTranslation();
  const now = useNow();
  if (!at) return <>{NOTHING}</>;
  return (
    <time dateTime={at} title={formatUtc(at)} className="figure moment">
      {breakAfterDay(formatTime(at, i18n.language, now))}
    </time>
  );
}

/** How long ago. */
export function Age({ since }: { since: string | null | undefined }) {
  const { i18n } = useTranslation();
  const now = useNow();
  if (!since) return <>{NOTHING}</>;
  return (
    <time dateTime={since} title={formatUtc(since)} className="figure">
      {formatSpan(secondsSince(since, now), i18n.language)}
    </time>
  );
}

interface MoneyProps {
  readonly kopecks: string | null | undefined;
  /** In a headline figure: without the kopecks when there are none. */
  readonly short?: boolean;
}

export function Money({ kopecks, short }: MoneyProps) {
  const { i18n } = useTranslation();
  if (kopecks === null || kopecks === undefined) return <>{NOTHING}</>;
  return <span className="figure">{formatKopecks(kopecks, i18n.language, short)}</span>;
}

export function Count({ of }: { of: number | null | undefined }) {
  const { i18n } = useTranslation();
  if (of === null || of === undefined) return <>{NOTHING}</>;
  return <span className="figure">{formatCount(of, i18n.language)}</span>;
}

/** What a service calls something: codes, queues, types. */
export function Code({ children }: { children: string | null | undefined }) {
  if (!children) return <>{NOTHING}</>;
  return (
    <Text span ff="monospace" fz="0.92em" className="code-text">
      {children}
    </Text>
  );
}

export function Copy({ value, what }: { value: string; what: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('action.copied') : t('action.copyWhat', { what })}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            size="sm"
            onClick={copy}
            aria-label={copied ? t('action.copied') : t('action.copyWhat', { what })}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

interface IdProps {
  readonly value?: string | null;
  readonly to?: string;
  readonly what: string;
  /** In tables: begin and end, the whole in the title and when it is copied. */
  readonly short?: boolean;
}

/** An id with what can be done with it: follow it, copy it. */
export function Id({ value, to, what, short = false }: IdProps) {
  if (!value) return <>{NOTHING}</>;
  const text = short ? shortId(value) : value;
  const look = { className: short ? 'id-link short' : 'id-link', title: short ? value : undefined };
  return (
    <span className="id">
      {to === undefined ? (
        <span {...look}>{text}</span>
      ) : (
        <Link to={to} {...look}>
          {text}
        </Link>
      )}
      <Copy value={value} what={what} />
    </span>
  );
}
