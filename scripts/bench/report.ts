import { type Measurement } from './measurement';
import { type MemoryGrowth } from './memory';
import { type Spread } from './statistics';

/** Three digits that count, as many decimals as that takes. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const decimals = Math.max(0, Math.min(2, 2 - Math.floor(Math.log10(Math.abs(value) || 1))));
  return value.toLocaleString('en-US', {
    minimumFractionDigits: value === 0 ? 0 : decimals,
    maximumFractionDigits: decimals,
  });
}

const range = ({ min, max }: Spread): string => `${figure(min)}..${figure(max)}`;

function row(name: string, ratio: string, ratioRange: string, value: string, valueRange: string) {
  return (
    name.padEnd(37) +
    ratio.padStart(9) +
    ratioRange.padStart(15) +
    value.padStart(15) +
    valueRange.padStart(20)
  );
}

/** The table of results, at most 100 columns wide. */
export function renderTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, unit, value, ratio }) =>
    row(
      name,
      ratio ? `${figure(ratio.median)} x` : '',
      ratio ? range(ratio) : '',
      `${figure(value.median)}${unit === 'ms' || unit === 's' ? ' ' : ''}${unit}`,
      range(value),
    ),
  );
  return [row('', 'ratio', 'min..max', 'median', 'min..max'), ...rows].join('\n');
}

export function renderMemory(growth: readonly MemoryGrowth[]): string {
  const rows = growth.map(({ service, startMb, endMb, peakMb }) => {
    const [start, end, peak] = [startMb, endMb, peakMb].map((mb) => `${Math.round(mb)} MB`);
    return `  ${service.padEnd(18)}start ${start}, end ${end}, peak ${peak}`;
  });
  return ['Resident memory:', ...(rows.length > 0 ? rows : ['  not told by this system'])].join(
    '\n',
  );
}
