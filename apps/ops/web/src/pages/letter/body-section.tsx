import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconEye, IconEyeOff, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type LetterView, type RevealedBody } from '../../api/types';
import { GatedButton } from '../../components/gated-button';
import { ReasonDialog } from '../../components/reason-dialog';
import { Section } from '../../components/section';
import { Copy } from '../../components/values';
import { prettyBody } from '../../format/format';
import { EditForm } from './edit-form';

/** The body is not here until somebody says why they need it, and is gone with the page. */
export function BodySection({ letter }: { letter: LetterView }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<RevealedBody | null>(null);
  return (
    <Section
      title={t('body.title')}
      aside={
        revealed === null ? (
          <GatedButton
            needs="operator"
            size="xs"
            variant="default"
            leftSection={<IconEye size={14} aria-hidden />}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('body.reveal')}
          </GatedButton>
        ) : (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconEyeOff size={14} aria-hidden />}
            onClick={() => {
              setRevealed(null);
            }}
          >
            {t('body.hide')}
          </Button>
        )
      }
    >
      {revealed === null ? (
        <Text size="sm" c="dimmed">
          {t('body.hidden')}
        </Text>
      ) : (
        <RevealedParts letter={letter} revealed={revealed} />
      )}
      <ReasonDialog
        opened={asking}
        close={() => {
          setAsking(false);
        }}
        title={t('body.reveal')}
        confirm={t('body.reveal')}
        act={async (reason) => {
          setRevealed(await api.revealLetter(letter.id, reason));
        }}
      >
        {t('body.warning')}
      </ReasonDialog>
    </Section>
  );
}

interface RevealedPartsProps {
  readonly letter: LetterView;
  readonly revealed: RevealedBody;
}

function RevealedParts({ letter, revealed }: RevealedPartsProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const isText = revealed.encoding === 'utf8';
  const refusal = !isText ? t('edit.notText') : letter.status === 'open' ? null : t('edit.notOpen');
  if (editing) {
    return (
      <EditForm
        letter={letter}
        body={prettyBody(revealed.body)}
        close={() => {
          setEditing(false);
        }}
      />
    );
  }
  return (
    <Stack gap="sm">
      {!isText && <Alert color="orange" title={t('body.base64')} />}
      <CodeBlock
        label={t('body.title')}
        text={isText ? prettyBody(revealed.body) : revealed.body}
      />
      <CodeBlock label={t('body.headers')} text={JSON.stringify(revealed.headers, null, 2)} />
      <CodeBlock label={t('body.properties')} text={JSON.stringify(revealed.properties, null, 2)} />
      <Group>
        <GatedButton
          needs="operator"
          refusal={refusal}
          size="sm"
          variant="light"
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={() => {
            setEditing(true);
          }}
        >
          {t('edit.start')}
        </GatedButton>
      </Group>
    </Stack>
  );
}

export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <Group gap={4}>
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <Copy value={text} what={label} />
      </Group>
      <pre className="code-block" tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
    </div>
  );
}
