import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role } from '../api/types';
import { useWords } from '../i18n/use-words';
import { useMay, usePrincipal } from '../session/session';

interface GatedButtonProps extends ButtonProps {
  readonly needs: Role;
  /** Why it cannot be used now although the role would do. */
  readonly refusal?: string | null;
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  readonly children: ReactNode;
}

/**
 * A verb that not everybody may use. It stays in its place and within reach of the keyboard, and says
 * why it does nothing.
 */
export function GatedButton({ needs, refusal, onClick, children, ...rest }: GatedButtonProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { role } = usePrincipal();
  const may = useMay(needs);
  const reason = may
    ? (refusal ?? null)
    : t('gate.role', { needed: words('role', needs), role: words('role', role) });
  const refused = reason !== null;
  return (
    <Tooltip label={reason} disabled={!refused} events={{ hover: true, focus: true, touch: true }}>
      <Button
        type="button"
        {...rest}
        data-disabled={refused || undefined}
        aria-disabled={refused || undefined}
        onClick={(event) => {
          if (refused) event.preventDefault();
          else onClick?.();
        }}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
