'use client';
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

export type Series = { name: string; color: string };
export type ChartProps = {
  kind: 'line' | 'bar';
  /** the bars of a day stand on each other */
  stacked?: boolean;
  /** names stand below instead of days: as many as fit are all there, each cut to its room */
  named?: boolean;
  /** `day` is what stands below; the others are the values by the names of the series */
  points: Record<string, string | number>[];
  series: Series[];
};

/** `140K`, `14万`: as wide as the axis has room for. It is drawn in browsers alone, so the page's language is at hand. */
const short = (value: number) =>
  value.toLocaleString(document.documentElement.lang, { notation: 'compact', maximumSignificantDigits: 3 });

/** beyond these, names would be cut to nothing */
const namesMax = 7;
/** characters that a phone has room for below a chart */
const roomCharacters = 40;

/** What tells hosts apart stands at the end of their names as a rule. */
function everyName(count: number) {
  const room = Math.floor(roomCharacters / count);
  const tickFormatter = (name: string) => (name.length > room ? `…${name.slice(1 - room)}` : name);
  return { interval: 0, tickFormatter };
}

/** Drawn at its final size at once and without movement; hidden from screen readers, so nothing in it takes the focus. */
export function Chart({ kind, stacked = false, named = false, points, series }: ChartProps) {
  const axes = [
    <CartesianGrid key="grid" stroke="var(--line)" vertical={false} />,
    <XAxis
      key="x"
      dataKey="day"
      stroke="var(--ink-2)"
      fontSize={12}
      tickLine={false}
      minTickGap={points.length > 7 ? 24 : 4}
      {...(named && points.length <= namesMax && everyName(points.length))}
    />,
    <YAxis
      key="y"
      stroke="var(--ink-2)"
      fontSize={12}
      tickLine={false}
      axisLine={false}
      allowDecimals={false}
      tickFormatter={short}
      width={44}
    />,
    <Tooltip
      key="tip"
      isAnimationActive={false}
      cursor={{ fill: 'var(--sunken)', stroke: 'var(--line)' }}
      contentStyle={{
        background: 'var(--surface)',
        border: '1px solid var(--line)',
        borderRadius: 'var(--radius)',
        color: 'var(--ink)',
        fontSize: 13,
      }}
    />,
  ];
  return (
    <ResponsiveContainer width="100%" height={200} initialDimension={{ width: 320, height: 200 }}>
      {kind === 'line' ? (
        <LineChart data={points} margin={{ top: 8, right: 8 }} accessibilityLayer={false}>
          {axes}
          {series.map(({ name, color }) => (
            <Line
              key={name}
              dataKey={name}
              stroke={color}
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      ) : (
        <BarChart data={points} margin={{ top: 8, right: 8 }} accessibilityLayer={false}>
          {axes}
          {series.map(({ name, color }) => (
            <Bar
              key={name}
              dataKey={name}
              fill={color}
              isAnimationActive={false}
              {...(stacked ? { stackId: 'one' } : { radius: 3 })}
            />
          ))}
        </BarChart>
      )}
    </ResponsiveContainer>
  );
}
