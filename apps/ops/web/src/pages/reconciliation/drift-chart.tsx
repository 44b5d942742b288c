import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { type OpenOverTime } from '../../api/types';
import { formatDayAndHour } from '../../format/format';

const HEIGHT = 220;

/** Loaded on its own: the library of charts is half of the page. */
export default function DriftChart({ points }: OpenOverTime) {
  const { t, i18n } = useTranslation();
  const data = points.map(({ at, total }) => ({ at: formatDayAndHour(at, i18n.language), total }));
  const highest = Math.max(0, ...points.map(({ total }) => total));
  return (
    <figure
      className="chart"
      role="img"
      aria-label={t('reconcile.chartSpoken', {
        highest,
        last: points[points.length - 1]?.total ?? 0,
      })}
    >
      <AreaChart
        h={HEIGHT}
        data={data}
        dataKey="at"
        series={[{ name: 'total', label: t('reconcile.open'), color: 'indigo.6' }]}
        curveType="stepAfter"
        withDots={false}
        xAxisProps={{ minTickGap: 40 }}
        yAxisProps={{ allowDecimals: false, width: 36 }}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </figure>
  );
}
