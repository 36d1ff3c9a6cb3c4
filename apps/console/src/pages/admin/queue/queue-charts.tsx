import '@mantine/charts/styles.css';
import type { FinishedHour } from '@genie-helper/client';
import { AreaChart, BarChart } from '@mantine/charts';
import { formatClock, formatPreciseClock } from '../../../timestamps.ts';
import { chartHeight } from './chart-card.tsx';
import type { QueueSample } from './queue-samples.ts';

// The page gives the numbers as tables as well, so the drawings take no focus.
const common = {
  h: chartHeight,
  accessibilityLayer: false,
  withLegend: true,
  tickLine: 'none',
  yAxisProps: { allowDecimals: false, width: 40 },
} as const;

/** Waiting, active and delayed jobs over the time that was looked. */
export function LiveChart({ samples }: { samples: readonly QueueSample[] }) {
  return (
    <AreaChart
      {...common}
      data={[...samples]}
      dataKey="atMs"
      series={[
        { name: 'waiting', label: 'Waiting', color: 'var(--genie-chart-waiting)' },
        { name: 'active', label: 'Active', color: 'var(--genie-chart-active)' },
        {
          name: 'delayed',
          label: 'Delayed',
          color: 'var(--genie-chart-delayed)',
          strokeDasharray: '4 3',
        },
      ]}
      curveType="linear"
      withDots={samples.length < 2}
      fillOpacity={0.12}
      areaProps={{ isAnimationActive: false }}
      xAxisProps={{
        type: 'number',
        scale: 'time',
        domain: ['dataMin', 'dataMax'],
        tickFormatter: formatPreciseClock,
        minTickGap: 48,
      }}
      tooltipProps={{ labelFormatter: (atMs) => formatPreciseClock(Number(atMs)) }}
    />
  );
}

/** Completed and failed jobs, by the hour in which they were over. */
export function HoursChart({ hours }: { hours: readonly FinishedHour[] }) {
  const data = hours.map(({ from, ...counts }) => ({ ...counts, hour: formatClock(from) }));
  return (
    <BarChart
      {...common}
      data={data}
      dataKey="hour"
      type="stacked"
      series={[
        { name: 'completed', label: 'Completed', color: 'var(--genie-chart-active)' },
        { name: 'failed', label: 'Failed', color: 'var(--genie-chart-failed)' },
      ]}
      barProps={{ isAnimationActive: false }}
      xAxisProps={{ minTickGap: 24 }}
    />
  );
}
