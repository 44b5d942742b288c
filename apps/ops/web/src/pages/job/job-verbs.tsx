import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type JobState, type JobView, type Role } from '../../api/types';
import { GatedButton } from '../../components/gated-button';
import { ReasonDialog } from '../../components/reason-dialog';
import { usePrincipal } from '../../session/session';

type Verb = 'approve' | 'pause' | 'resume' | 'cancel';

const VERBS: Readonly<
  Record<Verb, { readonly states: readonly JobState[]; readonly needs: Role }>
> = {
  approve: { states: ['planned'], needs: 'approver' },
  pause: { states: ['running'], needs: 'operator' },
  resume: { states: ['paused', 'stopped'], needs: 'operator' },
  cancel: { states: ['planning', 'planned', 'running', 'paused', 'stopped'], needs: 'operator' },
};

const NAMES = Object.keys(VERBS) as Verb[];

/** Pausing loses nothing and must be quick; after a stop somebody says why it may go on. */
function needsReason(verb: Verb, state: JobState): boolean {
  return verb === 'approve' || (verb === 'resume' && state === 'stopped');
}

export function JobVerbs({ job }: { job: JobView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = usePrincipal();
  const [asked, setAsked] = useState<Verb | null>(null);
  const isOwnPlan = job.plannedBy === me.name || job.plannedBy === me.id;
  const refusalOf = (verb: Verb): string | null => {
    if (verb !== 'approve') return null;
    if (job.approvedBy !== null) return t('job.alreadyApproved', { by: job.approvedBy });
    return isOwnPlan ? t('job.ownPlan') : null;
  };
  const verb = asked ?? 'pause';
  return (
    <>
      {NAMES.filter((name) => VERBS[name].states.includes(job.state)).map((name) => (
        <GatedButton
          key={name}
          needs={VERBS[name].needs}
          refusal={refusalOf(name)}
          size="sm"
          variant={name === 'resume' ? 'filled' : 'default'}
          onClick={() => {
            setAsked(name);
          }}
        >
          {t(`job.verb.${name}`)}
        </GatedButton>
      ))}
      <ReasonDialog
        opened={asked !== null}
        close={() => {
          setAsked(null);
        }}
        title={t(`job.verb.${verb}`)}
        confirm={t(`job.verb.${verb}`)}
        danger={verb === 'cancel'}
        required={needsReason(verb, job.state)}
        act={async (reason) => {
          const body = reason === '' ? {} : { reason };
          client.setQueryData(['job', job.id], await api.changeJob(job.id, verb, body));
        }}
      >
        {t(`job.explain.${verb}`)}
      </ReasonDialog>
    </>
  );
}
