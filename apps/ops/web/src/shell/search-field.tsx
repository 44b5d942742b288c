import { Kbd, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { looksPersonal } from '../format/personal-data';

export const SEARCH_FIELD_ID = 'search';

/** Any id of ours or of the bank. The page it opens has the id in its address. */
export function SearchField() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const id = text.trim();
  const isRefused = looksPersonal(id);
  return (
    <form
      role="search"
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (id === '' || isRefused) return;
        void navigate(`/find?id=${encodeURIComponent(id)}`);
        setText('');
      }}
    >
      <TextInput
        id={SEARCH_FIELD_ID}
        type="search"
        aria-label={t('find.label')}
        placeholder={t('find.placeholder')}
        title={isRefused ? t('find.personal') : undefined}
        error={isRefused}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          <Kbd size="xs" aria-hidden>
            /
          </Kbd>
        }
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
    </form>
  );
}
