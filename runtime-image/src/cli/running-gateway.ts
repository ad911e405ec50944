/** The gateway that runs with the same configuration on this machine, asked over its HTTP. */
import { findConfig, loadConfig } from '../config-files.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';

export type RunningGateway = {
  url: string;
  /** Throws `CliError` with a plain sentence: not running, the token is not known, or what the gateway answered. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
  /** Without a token: `/healthz`, `/readyz`, `/metrics`. Null when nothing answers. */
  probe(path: string): Promise<{ status: number; text: string } | null>;
};

const patienceMs = 10_000;

/** Where files come by standard input, nobody but the platform knows the token: only probes answer there. */
export function findGateway(program: Process): RunningGateway {
  const { environment } = program;
  const place = findConfig(environment, program.home);
  const loaded = environment.ROCKPOOL_FILES === 'stdin' ? null : loadConfig(place, environment);
  const http = loaded?.kind === 'ok' ? loaded.config.http : null;
  const port = http?.port ?? Number(environment.OPENCLAW_GATEWAY_PORT || 18_789);
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string, init: RequestInit): Promise<Response | null> => {
    try {
      return await fetch(url + path, { ...init, signal: AbortSignal.timeout(patienceMs) });
    } catch {
      return null;
    }
  };
  return {
    url,
    async probe(path) {
      const response = await ask(path, {});
      return response === null ? null : { status: response.status, text: await response.text() };
    },
    async call(method, path, body) {
      if (loaded?.kind === 'error')
        throw new CliError([`${place.file}:`, loaded.path, loaded.message].filter(Boolean).join(' '));
      if (http === null || http.token === '')
        throw new CliError(
          'The gateway’s token is not known here: set gateway.auth.token, or ask the platform.',
        );
      const response = await ask(path, {
        method,
        headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response === null)
        throw new CliError(`No gateway answers on ${url}. Start it: rockpool-gateway start`);
      const answer = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
      if (!response.ok)
        throw new CliError(answer?.error?.message ?? `The gateway answered ${response.status}.`);
      return answer;
    },
  };
}
