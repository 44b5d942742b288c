import { Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api';
import { type EditState, type EditView, type Role } from '../../api/types';
import { GatedButton } from '../../components/gated-button';
import { ReasonDialog } from '../../components/reason-dialog';
import { usePrincipal } from '../../session/session';

type Verb = 'reveal' | 'approve' | 'reject' | 'replay';

const VERBS: readonly { readonly verb: Verb; readonly needs: Role }[] = [
  { verb: 'reveal', needs: 'operator' },
  { verb: 'reject', needs: 'approver' },
  { verb: 'approve', needs: 'approver' },
  { verb: 'replay', needs: 'operator' },
];

const SENDABLE: readonly EditState[] = ['ready', 'approved'];

interface EditVerbsProps {
  readonly edit: EditView;
  readonly areValuesShown: boolean;
  readonly changed: (edit: EditView) => void;
}

/** Why a verb cannot be used now by anybody, or by this person. */
function useRefusal({ edit, areValuesShown }: EditVerbsProps) {
  const { t } = useTranslation();
  const me = usePrincipal();
  const isWaiting = edit.state === 'awaiting-approval';
  const isOwn = edit.createdBy === me.id || edit.createdBy === me.name;
  return (verb: Verb): string | null => {
    switch (verb) {
      case 'reveal':
        return areValuesShown ? t('edit.valuesShown') : null;
      case 'approve':
        if (isWaiting && isOwn) return t('edit.own');
        return isWaiting ? null : t('edit.noApproval');
      case 'reject':
        return isWaiting ? null : t('edit.noApproval');
      case 'replay':
        if (SENDABLE.includes(edit.state)) return null;
        return t(isWaiting ? 'edit.waits' : 'edit.settled');
    }
  };
}

export function EditVerbs(props: EditVerbsProps) {
  const { edit, changed } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const refusalOf = useRefusal(props);
  const [asked, setAsked] = useState<Verb | null>(null);
  const name = asked ?? 'replay';
  const act = async (reason: string): Promise<void> => {
    changed(await api.changeEdit(edit.id, name, reason));
    // Revealed values stay here and get into no cache.
    if (name === 'reveal') return;
    await client.invalidateQueries({ queryKey: ['letter', edit.letterId] });
    await client.invalidateQueries({ queryKey: ['edits'] });
  };
  return (
    <Group gap="xs">
      {VERBS.map(({ verb, needs }) => (
        <GatedButton
          key={verb}
          needs={needs}
          refusal={refusalOf(verb)}
          variant={verb === 'replay' ? 'filled' : 'default'}
          size="sm"
          onClick={() => {
            setAsked(verb);
          }}
        >
          {t(`edit.verb.${verb}`)}
        </GatedButton>
      ))}
      <ReasonDialog
        opened={asked !== null}
        close={() => {
          setAsked(null);
        }}
        title={t(`edit.verb.${name}`)}
        confirm={t(`edit.verb.${name}`)}
        danger={name === 'replay' || name === 'reject'}
        act={act}
      >
        {t(`edit.explain.${name}`)}
      </ReasonDialog>
    </Group>
  );
}
