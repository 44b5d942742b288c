import { Badge } from '@mantine/core';
import { useWords, type WordArea } from '../i18n/use-words';
import { type Tone, TONE_COLORS, toneOf } from './tone';

interface StateBadgeProps {
  readonly area: WordArea;
  readonly value: string;
  readonly tone?: Tone;
}

/** A state in a word, its meaning in a colour as well. */
export function StateBadge({ area, value, tone = toneOf(value) }: StateBadgeProps) {
  const words = useWords();
  return (
    <Badge variant="light" color={TONE_COLORS[tone]} fw={600} className="state">
      {words(area, value)}
    </Badge>
  );
}
