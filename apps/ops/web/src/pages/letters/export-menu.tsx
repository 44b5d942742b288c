import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type LetterFilter } from '../../api/types';
import { ReasonDialog } from '../../components/reason-dialog';
import { useMay } from '../../session/session';

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** JSON lines. With payloads only for a reason, which is recorded. */
export function ExportMenu({ filter }: { filter: LetterFilter }) {
  const { t } = useTranslation();
  const mayReveal = useMay('operator');
  const [asking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />}>
            {t('export.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={api.exportPath(filter)} download="dead-letters.ndjson">
            {t('export.plain')}
          </Menu.Item>
          <Menu.Item
            disabled={!mayReveal}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t(mayReveal ? 'export.revealed' : 'export.revealedRefused')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ReasonDialog
        opened={asking}
        close={close}
        title={t('export.revealed')}
        confirm={t('export.confirm')}
        danger
        act={async (reason) => {
          save(await api.exportRevealed(filter, reason), 'dead-letters-revealed.ndjson');
        }}
      >
        {t('export.warning')}
      </ReasonDialog>
    </>
  );
}
