import { GatewayStatus } from '../control/status.ts';
import type { Process } from '../program.ts';
import { readOptions } from './options.ts';
import { findGateway, notOurs, notRunning, readinessOf, type RunningGateway } from './running-gateway.ts';

const gauges = {
  rockpool_resident_memory_bytes: 'resident',
  rockpool_heap_used_bytes: 'heap in use',
  rockpool_heap_total_bytes: 'heap',
  rockpool_external_memory_bytes: 'outside of the heap',
} as const;

/** Exit code 0 when it is ready, 1 when it runs and is not. */
export async function status(args: string[], program: Process): Promise<number> {
  const { values } = readOptions(args, { memory: { type: 'boolean' }, json: { type: 'boolean' } });
  const gateway = findGateway(program);
  const answer = await gateway.probe('/readyz');
  if (answer === null) throw notRunning(gateway.url);
  const readiness = readinessOf(answer.text);
  if (readiness === null) throw notOurs(gateway.url);
  const { ready } = readiness;
  const memory = values.memory === true ? await readMemory(gateway) : null;
  // inside of a container only probes answer
  const whole = await gateway.call('GET', '/control/status', GatewayStatus).catch(() => null);
  if (values.json === true) {
    program.out(`${JSON.stringify({ ready, status: whole, ...(memory && { memory }) })}\n`);
    return ready ? 0 : 1;
  }
  const lines = [`${gateway.url}: ${ready ? 'ready' : `not ready (${readiness.failing.join(', ')})`}`];
  if (whole !== null) {
    lines.push(`version ${whole.version}, since ${whole.startedAt}`, `model: ${whole.model ?? 'none'}`);
    for (const { channel, accountId, state, reason } of whole.channels)
      lines.push(`${channel}/${accountId}: ${state}${reason === '' ? '' : ` (${reason})`}`);
    if (whole.channels.length === 0) lines.push('no channel is configured');
    lines.push(`turns: ${whole.runningTurns} running, ${whole.inboxWaiting} waiting`);
    if (whole.config.error !== null)
      lines.push(
        `the newest configuration is refused: ${whole.config.error.path} ${whole.config.error.message}`,
      );
  }
  for (const [name, bytes] of Object.entries(memory ?? {})) lines.push(`${name}: ${megabytes(bytes)}`);
  program.out(`${lines.join('\n')}\n`);
  return ready ? 0 : 1;
}

async function readMemory(gateway: RunningGateway): Promise<Record<string, number>> {
  const text = (await gateway.probe('/metrics'))?.text ?? '';
  const found = Object.entries(gauges).map(([metric, name]) => {
    const value = new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1];
    return [name, Number(value)] as const;
  });
  return Object.fromEntries(found.filter(([, bytes]) => Number.isFinite(bytes)));
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
