import type { Settings } from './settings.ts';
import { sendsCodes, simulatesStripe } from './simulated.ts';

/** Offsets from the portal's port, as ARCHITECTURE.md lists them. */
export const portsFrom = (base: number) => ({
  portal: base,
  feishu: base + 1,
  model: base + 2,
  sms: base + 3,
  provisioner: base + 4,
  database: base + 5,
  stripe: base + 6,
});
export type Ports = ReturnType<typeof portsFrom>;

/** The ports these settings need besides the database's, and what listens there. */
export function neededPorts(settings: Settings): { port: number; host: string; what: string }[] {
  const ports = portsFrom(settings.PORT);
  const loopback = (port: number, what: string) => ({ port, host: '127.0.0.1', what });
  return [
    { port: ports.portal, host: settings.HOST, what: 'the portal' },
    ...(settings.FEISHU === 'sandbox' ? [loopback(ports.feishu, 'the sandbox Feishu')] : []),
    ...(settings.SANDBOX_MODEL === 'on' ? [loopback(ports.model, 'the sandbox model')] : []),
    ...(sendsCodes(settings) ? [] : [loopback(ports.sms, 'the outbox of one-time codes')]),
    loopback(ports.provisioner, 'the provisioner'),
    ...(simulatesStripe(settings) ? [loopback(ports.stripe, 'the sandbox Stripe')] : []),
  ];
}
