import { Group, Paper, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { Link } from 'react-router';
import { type Tone } from './tone';

interface FigureProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly hint?: ReactNode;
  readonly tone?: Tone;
  readonly to?: string;
  readonly icon?: ReactNode;
}

/** One number that is looked at from afar. */
export function Figure({ label, children, hint, tone = 'quiet', to, icon }: FigureProps) {
  const content = (
    <>
      <Group gap={6} wrap="nowrap">
        {icon}
        <Text size="sm" c="dimmed">
          {label}
        </Text>
      </Group>
      <div className="figure-value">{children}</div>
      <Text size="sm" c="dimmed" component="div" mih={20}>
        {hint}
      </Text>
    </>
  );
  return (
    <Paper withBorder className="figure-card" data-tone={tone}>
      {to === undefined ? (
        <div className="figure-body">{content}</div>
      ) : (
        <Link to={to} className="figure-body figure-link">
          {content}
        </Link>
      )}
    </Paper>
  );
}
