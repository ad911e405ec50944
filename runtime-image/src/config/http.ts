import type { Issue } from './issue.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { SecretReader } from './secret.ts';
import type { GatewayConfig } from './settings.ts';

export function readHttp(
  file: OpenClawFile,
  variables: Readonly<Record<string, string | undefined>>,
  readSecret: SecretReader,
  issues: Issue[],
): GatewayConfig['http'] {
  const override = variables.OPENCLAW_GATEWAY_PORT;
  const port = override ? Number(override) : (file.gateway?.port ?? 18_789);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    issues.push({ path: 'OPENCLAW_GATEWAY_PORT', message: 'must be a port number' });
  }
  const token = readSecret(
    file.gateway?.auth?.token ?? variables.OPENCLAW_GATEWAY_TOKEN ?? '',
    'gateway.auth.token',
  );
  return { port, bind: file.gateway?.bind === 'lan' ? 'lan' : 'loopback', token };
}
