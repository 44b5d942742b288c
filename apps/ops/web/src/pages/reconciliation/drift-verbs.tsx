import { Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type DriftView, type Resolution } from '../../api/types';
import { GatedButton } from '../../components/gated-button';
import { ReasonDialog } from '../../components/reason-dialog';
import { NOTHING } from '../../components/values';

/** A proposal is approved or rejected; what a person takes care of is acknowledged. */
const VERBS: Readonly<Record<string, readonly Resolution[]>> = {
  proposed: ['approve', 'reject'],
  open: ['acknowledge'],
  repaired: ['acknowledge'],
};

export function DriftVerbs({ drift }: { drift: DriftView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Resolution | null>(null);
  const verbs = VERBS[drift.status] ?? [];
  const verb = asked ?? 'approve';
  if (verbs.length === 0) return NOTHING;
  return (
    <Group gap={6}>
      {verbs.map((name) => (
        <GatedButton
          key={name}
          needs="approver"
          size="xs"
          variant={name === 'approve' ? 'light' : 'default'}
          onClick={() => {
            setAsked(name);
          }}
        >
          {t(`reconcile.verb.${name}`)}
        </GatedButton>
      ))}
      <ReasonDialog
        opened={asked !== null}
        close={() => {
          setAsked(null);
        }}
        title={t(`reconcile.verb.${verb}`)}
        confirm={t(`reconcile.verb.${verb}`)}
        danger={verb === 'reject'}
        act={async (reason) => {
          await api.resolveDrift(drift.driftId, verb, reason);
          await client.invalidateQueries({ queryKey: ['drifts'] });
          await client.invalidateQueries({ queryKey: ['report'] });
        }}
      >
        {t(`reconcile.explain.${verb}`)}
      </ReasonDialog>
    </Group>
  );
}
