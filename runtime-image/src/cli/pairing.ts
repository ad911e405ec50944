import * as z from 'zod/mini';
import { PairingRequest } from '../control/pairing.ts';
import type { Process } from '../program.ts';
import { shorten } from '../shorten.ts';
import { CliError } from './command.ts';
import { readOptions } from './options.ts';
import { findGateway } from './running-gateway.ts';

const Requests = z.object({ requests: z.array(PairingRequest) });

export async function pairing(args: string[], program: Process): Promise<number> {
  const { words } = readOptions(args, {}, 2);
  const [action = 'list', code] = words;
  const gateway = findGateway(program);
  if (action === 'list') {
    if (code !== undefined) throw new CliError(`list takes no "${shorten(code, 40)}".`, 2);
    const { requests } = await gateway.call('GET', '/control/pairing', Requests);
    const lines = requests.map(
      ({ code: each, channel, senderId, senderName, expiresAt }) =>
        `${each}  ${channel}  ${senderName || senderId}  until ${expiresAt}`,
    );
    program.out(`${lines.join('\n') || 'Nobody is asking.'}\n`);
    return 0;
  }
  if (action !== 'approve' && action !== 'deny')
    throw new CliError('pairing takes list, approve CODE or deny CODE.', 2);
  if (!/^[A-Z0-9]{8}$/i.test(code ?? ''))
    throw new CliError('A pairing code has 8 letters and digits, as the chat shows it.', 2);
  const at = `/control/pairing/${code?.toUpperCase()}/${action}`;
  const { senderName, senderId } = await gateway.call('POST', at, PairingRequest, {});
  program.out(`${action === 'approve' ? 'Approved' : 'Refused'}: ${senderName || senderId}\n`);
  return 0;
}
