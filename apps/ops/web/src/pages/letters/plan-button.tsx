import { type ButtonProps } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArchive, IconArchiveOff, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/api';
import { type JobKind, type Selection } from '../../api/types';
import { GatedButton } from '../../components/gated-button';
import { problemText } from '../../components/problem-text';

interface PlanButtonProps extends Pick<ButtonProps, 'size' | 'variant'> {
  readonly kind: JobKind;
  readonly selection: Selection | null;
  readonly refusal?: string | null;
}

const ICONS = { replay: IconPlayerPlay, discard: IconArchive, restore: IconArchiveOff } as const;

/** Freezes a selection as a plan and goes there. Nothing is sent, nothing is changed. */
export function PlanButton({ kind, selection, refusal, ...look }: PlanButtonProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const planning = useMutation({
    mutationFn: (chosen: Selection) => api.planJob(kind, chosen),
    onSuccess: ({ id }) => void navigate(`/jobs/${id}`),
    onError: (error) => {
      const { title, detail, whatToDo } = problemText(error, t);
      notifications.show({ color: 'red', title, message: detail ?? whatToDo });
    },
  });
  const Icon = ICONS[kind];
  return (
    <GatedButton
      {...look}
      needs="operator"
      refusal={selection === null ? (refusal ?? t('plan.nothingChosen')) : refusal}
      color={kind === 'discard' ? 'red' : undefined}
      leftSection={<Icon size={16} aria-hidden />}
      loading={planning.isPending}
      onClick={() => {
        if (selection !== null) planning.mutate(selection);
      }}
    >
      {t(`plan.make.${kind}`)}
    </GatedButton>
  );
}
