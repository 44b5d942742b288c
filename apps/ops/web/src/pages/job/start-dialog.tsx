import { Button, Group, List, Modal, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type JobView } from '../../api/types';
import { ProblemAlert } from '../../components/query-view';
import { startRequest, type StartValues } from './start-values';

interface StartDialogProps {
  readonly job: JobView;
  readonly values: StartValues;
  readonly opened: boolean;
  readonly close: () => void;
}

/** The last step before it goes: what was chosen, once more in words. */
export function StartDialog(props: StartDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={t(`start.confirmTitle.${props.job.kind}`)}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      centered
    >
      {props.opened && <Confirmation {...props} />}
    </Modal>
  );
}

function useLines({ job, values }: StartDialogProps): string[] {
  const { t } = useTranslation();
  const bank = job.plan?.wouldCallBank ?? 0;
  const exactly = t('start.exactly', { count: job.count });
  if (job.kind !== 'replay') return [exactly, t(`start.effect.${job.kind}`)];
  return [
    exactly,
    values.canary > 0 ? t('start.line.canary', { count: values.canary }) : t('start.line.noCanary'),
    t(values.ramp ? 'start.line.ramp' : 'start.line.rate', { rate: values.rate }),
    t('start.line.stop', { percent: values.stopPercent, count: values.stopMinimum }),
    ...(bank > 0 ? [t('start.line.bank', { count: bank })] : []),
  ];
}

function Confirmation(props: StartDialogProps) {
  const { job, values, close } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const lines = useLines(props);
  const starting = useMutation({
    mutationFn: () => api.startJob(job.id, startRequest(job, values)),
    onSuccess: (started) => {
      client.setQueryData(['job', job.id], started);
      close();
    },
  });
  return (
    <Stack gap="sm">
      <List size="sm" spacing={4}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      {starting.isError && <ProblemAlert error={starting.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          {t('action.back')}
        </Button>
        <Button
          color={job.kind === 'discard' ? 'red' : undefined}
          loading={starting.isPending}
          onClick={() => {
            starting.mutate();
          }}
        >
          {t(`start.confirm.${job.kind}`)}
        </Button>
      </Group>
    </Stack>
  );
}
