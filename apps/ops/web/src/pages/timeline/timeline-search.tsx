import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { TIMELINE_SUBJECTS, type TimelineSubject } from '../../api/types';
import { looksPersonal } from '../../format/personal-data';

interface TimelineSearchProps {
  readonly kind: TimelineSubject;
  readonly id: string;
}

/** By our id or the bank's; never by who somebody is. */
export function TimelineSearch({ kind: firstKind, id: firstId }: TimelineSearchProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [kind, setKind] = useState<TimelineSubject>(firstKind);
  const [text, setText] = useState(firstId);
  const id = text.trim();
  const isRefused = looksPersonal(id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (id !== '' && !isRefused) void navigate(`/timeline/${kind}/${encodeURIComponent(id)}`);
      }}
    >
      <Group gap="sm" align="flex-end">
        <SegmentedControl
          aria-label={t('timeline.kind')}
          data={TIMELINE_SUBJECTS.map((value) => ({ value, label: t(`timeline.of.${value}`) }))}
          value={kind}
          onChange={setKind}
        />
        <TextInput
          aria-label={t('timeline.id')}
          placeholder={t('timeline.id')}
          flex="1 1 280px"
          spellCheck={false}
          autoComplete="off"
          error={isRefused ? t('find.personal') : undefined}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button type="submit" leftSection={<IconHistory size={16} aria-hidden />}>
          {t('timeline.show')}
        </Button>
      </Group>
    </form>
  );
}
