import type { InstanceSpec } from '../drivers/driver.ts';
import { renderGatewayConfig, type GatewaySettings } from './gateway-config.ts';

/** What one gateway may use; the idle program needs about a quarter of it. */
const memoryMiB = 256;

export function renderInstanceSpec(id: string, restarts: number, settings: GatewaySettings): InstanceSpec {
  const files = renderGatewayConfig(settings);
  return {
    id,
    restarts,
    launch: { memoryMiB },
    files: [
      { name: 'openclaw.json', text: files['openclaw.json'], secret: false },
      { name: 'rockpool.json', text: files['rockpool.json'], secret: false },
      { name: '.env', text: files['.env'], secret: true },
    ],
  };
}
