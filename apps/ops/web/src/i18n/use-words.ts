import { useTranslation } from 'react-i18next';

/** Names of values that the server sends. */
export type WordArea =
  | 'letterStatus'
  | 'jobState'
  | 'jobKind'
  | 'itemResult'
  | 'verdict'
  | 'phase'
  | 'editState'
  | 'eventState'
  | 'timelineKind'
  | 'causeKind'
  | 'idName'
  | 'detailName'
  | 'driftClass'
  | 'driftSentence'
  | 'driftStatus'
  | 'policy'
  | 'runState'
  | 'scope'
  | 'breakerState'
  | 'role'
  | 'entityStatus'
  | 'auditAction';

/** The word for a value in the reader's language; a value of a newer server is shown as it came. */
export function useWords() {
  const { t, i18n } = useTranslation();
  return (area: WordArea, value: string): string => {
    const key = `words.${area}.${value.replaceAll('.', '-')}`;
    return i18n.exists(key) ? (t as (key: string) => string)(key) : value;
  };
}
