import {
  Checkbox,
  Code,
  Group,
  NumberInput,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type JobView } from '../../api/types';
import { GatedButton } from '../../components/gated-button';
import { isReason } from '../../components/reason';
import { Section } from '../../components/section';
import { Copy } from '../../components/values';
import { StartDialog } from './start-dialog';
import { firstValues, type StartValues } from './start-values';

/** The server takes no larger one. */
const MOST_CANARY = 10_000;

type Change = (change: Partial<StartValues>) => void;

interface FieldsProps {
  readonly values: StartValues;
  readonly change: Change;
}

function SpeedFields({ values, change, count }: FieldsProps & { count: number }) {
  const { t } = useTranslation();
  const field = (
    name: 'canary' | 'rate' | 'stopPercent' | 'stopMinimum',
    min: number,
    max: number,
  ) => ({
    label: t(`start.${name}`),
    description: t(`start.${name}Hint`),
    min,
    max,
    clampBehavior: 'strict' as const,
    allowDecimal: false,
    value: values[name],
    onChange: (value: string | number) => {
      if (typeof value === 'number') change({ [name]: value });
    },
  });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" className="aligned-fields">
        <NumberInput {...field('canary', 0, Math.min(count, MOST_CANARY))} />
        <NumberInput {...field('rate', 1, 5000)} suffix={t('start.perSecond')} />
        <NumberInput {...field('stopPercent', 1, 100)} suffix=" %" />
        <NumberInput {...field('stopMinimum', 1, 10_000)} />
      </SimpleGrid>
      <Checkbox
        label={t('start.ramp')}
        description={t('start.rampHint')}
        checked={values.ramp}
        onChange={(event) => {
          change({ ramp: event.currentTarget.checked });
        }}
      />
    </>
  );
}

function ReasonFields({ values, change }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" className="aligned-fields">
      <Textarea
        label={t('reason.label')}
        description={t('reason.hint')}
        required
        autosize
        minRows={1}
        maxLength={500}
        value={values.reason}
        onChange={(event) => {
          change({ reason: event.currentTarget.value });
        }}
      />
      <TextInput
        label={t('job.ticket')}
        description={t('start.ticketHint')}
        maxLength={100}
        value={values.ticket}
        onChange={(event) => {
          change({ ticket: event.currentTarget.value });
        }}
      />
    </SimpleGrid>
  );
}

/** Only under the plan: who starts has seen the count, the money and the verdicts. */
export function StartForm({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const [values, setValues] = useState(() => firstValues(job.count));
  const [asking, setAsking] = useState(false);
  const change: Change = (part) => {
    setValues((before) => ({ ...before, ...part }));
  };
  const isEmpty = job.count === 0;
  const isMissing = !isReason(values.reason);
  const refusal = isEmpty ? t('start.nothing') : isMissing ? t('start.reasonFirst') : null;
  const ask = (): void => {
    if (refusal === null) setAsking(true);
  };
  return (
    <Section title={t(`start.title.${job.kind}`)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <Stack gap="md">
          <ReasonFields values={values} change={change} />
          {job.kind === 'replay' && (
            <SpeedFields values={values} change={change} count={job.count} />
          )}
          <Group justify="space-between" gap="sm">
            <Text size="sm" component="div">
              {t('start.exactly', { count: job.count })}
              {job.hash !== null && (
                <Group gap={4} mt={4} wrap="nowrap">
                  <Text size="sm" c="dimmed" component="span">
                    {t('start.hash')}
                  </Text>
                  <Code className="hash">{job.hash}</Code>
                  <Copy value={job.hash} what={t('start.hash')} />
                </Group>
              )}
            </Text>
            <GatedButton
              needs="operator"
              refusal={refusal}
              color={job.kind === 'discard' ? 'red' : undefined}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              onClick={ask}
            >
              {t(`start.start.${job.kind}`)}
            </GatedButton>
          </Group>
        </Stack>
      </form>
      <StartDialog
        job={job}
        values={values}
        opened={asking}
        close={() => {
          setAsking(false);
        }}
      />
    </Section>
  );
}
