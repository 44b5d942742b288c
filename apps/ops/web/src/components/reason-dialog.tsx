import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './query-view';
import { isReason } from './reason';

interface ReasonDialogProps {
  readonly opened: boolean;
  readonly close: () => void;
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly children?: ReactNode;
  readonly confirm: string;
  readonly danger?: boolean;
  /** False where a verb can go without a reason. */
  readonly required?: boolean;
  readonly act: (reason: string) => Promise<unknown>;
}

/** The step before something that is recorded with its reason, or cannot be taken back. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { opened, close, title } = props;
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      centered
    >
      {opened && <ReasonForm {...props} />}
    </Modal>
  );
}

function ReasonForm({ close, children, confirm, danger, required = true, act }: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const isMissing = !isReason(reason, required);
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await act(reason.trim());
      close();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isMissing && !busy) void submit();
      }}
    >
      <Stack gap="sm">
        {children !== undefined && (
          <Text size="sm" component="div">
            {children}
          </Text>
        )}
        <Textarea
          label={t('reason.label')}
          description={t('reason.hint')}
          required={required}
          withAsterisk={required}
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        {problem !== null && <ProblemAlert error={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('action.back')}
          </Button>
          <Button
            type="submit"
            color={danger ? 'red' : undefined}
            loading={busy}
            disabled={isMissing}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
