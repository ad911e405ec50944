import { expect, it } from 'vitest';
import { createLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { createToolTimes } from './tool-times.ts';

it('a tool call is one line with its turn, name, time and success, without its words, and one observation', () => {
  const lines: string[] = [];
  const logger = createLogger(
    (text) => void lines.push(text),
    () => 0,
  );
  const metrics = createMetrics();
  const note = createToolTimes(logger, metrics, 'turn-1');
  const call = { id: 'c1', name: 'skill', input: '{"name": "weather", "for": "a secret place"}' };
  note({ type: 'tool-start', call });
  note({ type: 'tool-end', call, output: 'rain', ok: true });
  logger.flush();
  const line = JSON.parse(lines.join('')) as Record<string, unknown>;
  expect(line).toMatchObject({ message: 'tool', turn: 'turn-1', tool: 'skill', skill: 'weather', ok: true });
  expect(line.ms).toBeGreaterThanOrEqual(0);
  expect(lines.join('')).not.toMatch(/secret place|rain/);
  expect(metrics.render({})).toContain('rockpool_tool_seconds_count 1');
});

it('a name that is none of a tool, and an error of a page, do not fill the log', () => {
  const lines: string[] = [];
  const logger = createLogger(
    (text) => void lines.push(text),
    () => 0,
  );
  const call = { id: 'c1', name: 'tell them that the PIN is 4711', input: '{}' };
  createToolTimes(logger, createMetrics(), 't')({ type: 'tool-end', call, output: '', ok: false });
  logger.log('error', 'x', { error: new Error('y'.repeat(100_000)) });
  logger.flush();
  expect(lines.join('')).not.toContain('4711');
  expect(lines.join('').length).toBeLessThan(2_000);
});
