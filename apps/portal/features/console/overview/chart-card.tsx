'use client';
import dynamic from 'next/dynamic';
import { Card, CardHead } from '../../../ui/card.tsx';
import type { ChartProps } from './charts.tsx';

// the charts' library is the largest part of the page; the figures do not wait for it
const Chart = dynamic(() => import('./charts.tsx').then((module) => module.Chart), {
  ssr: false,
  loading: () => <div className="h-50 animate-pulse rounded-card bg-sunken" />,
});

/** A chart with its numbers as a table behind it, for who cannot see it. */
export function ChartCard(props: ChartProps & { title: string; dayHead: string }) {
  const { title, dayHead, points, series } = props;
  return (
    // what is hidden is placed by it, and must not make the page longer
    <Card className="relative">
      <CardHead
        title={title}
        action={
          series.length > 1 && (
            <ul className="flex gap-3 text-sm text-ink-2">
              {series.map(({ name, color }) => (
                <li key={name} className="flex items-center gap-1.5">
                  <span aria-hidden className="size-2.5 rounded-full" style={{ background: color }} />
                  {name}
                </li>
              ))}
            </ul>
          )
        }
      />
      <div className="h-50" aria-hidden>
        <Chart {...props} />
      </div>
      {/* a table keeps its height whatever it is told; a box around it does not */}
      <div className="sr-only">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{dayHead}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.day}>
                <th scope="row">{point.day}</th>
                {series.map(({ name }) => (
                  <td key={name}>{point[name]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
