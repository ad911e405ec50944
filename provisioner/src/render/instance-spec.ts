import type { InstanceSpec } from '../drivers/driver.ts';
import { renderGatewayConfig, type GatewaySettings } from './gateway-config.ts';

/**
 * What one instance may use: the gateway, which idles at about 40 MiB, and what the agent runs beside it. The largest of that is the
 * full image's browser: with it 140 to 185 MiB and 75 threads on a plain page, 460 MiB on heavy ones (IMAGE.md). A page that wants more is ended.
 */
export const launch = { memoryMiB: 512, cpus: 1, pids: 256, diskMiB: 5120 };

export function renderInstanceSpec(id: string, restarts: number, settings: GatewaySettings): InstanceSpec {
  const files = renderGatewayConfig(settings);
  return {
    id,
    restarts,
    launch,
    files: [
      { name: 'openclaw.json', text: files['openclaw.json'], secret: false },
      { name: 'rockpool.json', text: files['rockpool.json'], secret: false },
      { name: '.env', text: files['.env'], secret: true },
    ],
  };
}
