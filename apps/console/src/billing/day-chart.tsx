import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { numberText } from '../ui/text/text.ts';
import classes from './billing.module.css';
import type { DayUsage } from './usage.ts';

const HEIGHT = 220;

/** A bar chart of the data rows used on each day of a month. A table holds the same numbers for screen readers. */
export default function DayChart({ days }: { days: readonly DayUsage[] }) {
  const target = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();
  const scheme = useComputedColorScheme('light');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another color scheme is drawn anew
  useEffect(() => {
    if (!target.current || width === 0) return;
    const style = getComputedStyle(target.current);
    const [ink, line, fill] = ['--mantine-color-dimmed', '--line', '--mantine-color-blue-filled'].map((name) =>
      style.getPropertyValue(name),
    );
    const axis = {
      stroke: ink,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      font: `12px ${style.fontFamily}`,
    };
    const chart = new uPlot(
      {
        width,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: [0.4, days.length + 0.6] },
          y: { range: (_, _min, max) => [0, Math.max(max, 1)] },
        },
        axes: [
          { ...axis, size: 28, grid: { show: false } },
          {
            ...axis,
            size: 64,
            values: (_, values) => values.map((value) => (Number.isInteger(value) ? numberText(value) : '')),
          },
        ],
        series: [
          {},
          {
            fill,
            stroke: fill,
            width: 0,
            points: { show: false },
            paths: uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.2 }),
          },
        ],
      },
      [days.map((_, n) => n + 1), days.map(({ rows }) => rows)],
      target.current,
    );
    return () => chart.destroy();
  }, [days, width, scheme]);
  const used = days.filter(({ rows }) => rows > 0);
  return (
    <div ref={ref}>
      <div ref={target} aria-hidden className={classes.chart} />
      <VisuallyHidden component="div">
        <table>
          <caption>Data rows by day</caption>
          <tbody>
            {used.map(({ day, rows }) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td>{numberText(rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </div>
  );
}
