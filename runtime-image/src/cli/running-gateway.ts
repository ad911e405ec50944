/** The gateway that runs with the same configuration on this machine, asked over its HTTP. */
import * as z from 'zod/mini';
import { findConfig, loadConfig } from '../config-files.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';

export type RunningGateway = {
  url: string;
  /**
   * Throws `CliError` with a plain sentence: not running, the token is not known, what the gateway answered, or that another program
   * answers in its place.
   */
  call<T>(method: 'GET' | 'POST', path: string, answer: z.ZodMiniType<T>, body?: unknown): Promise<T>;
  /** Without a token: `/healthz`, `/readyz`, `/metrics`. Null when nothing answers. */
  probe(path: string): Promise<{ status: number; text: string } | null>;
};

const patienceMs = 10_000;
const Readiness = z.object({ ready: z.boolean(), failing: z.array(z.string()) });

/** Where files come by standard input, nobody but the platform knows the token: only probes answer there. */
export function findGateway(program: Process): RunningGateway {
  const { environment } = program;
  const place = findConfig(environment, program.home);
  const loaded = environment.ROCKPOOL_FILES === 'stdin' ? null : loadConfig(place, environment);
  const http = loaded?.kind === 'ok' ? loaded.config.http : null;
  const port = http?.port ?? Number(environment.OPENCLAW_GATEWAY_PORT || 18_789);
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string, init: RequestInit): Promise<{ status: number; text: string } | null> => {
    try {
      const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(patienceMs) });
      return { status: response.status, text: await response.text() };
    } catch {
      return null;
    }
  };
  return {
    url,
    probe: (path) => ask(path, {}),
    async call(method, path, answer, body) {
      if (loaded?.kind === 'error') throw new CliError(unusable(place.file, loaded));
      if (http === null || http.token === '')
        throw new CliError(
          'The gateway’s token is not known here: set gateway.auth.token, or ask the platform.',
        );
      const response = await ask(path, {
        method,
        headers: { authorization: `Bearer ${http.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response === null) throw notRunning(url);
      const { status, text } = response;
      const said = readJson(text);
      if (status < 200 || status > 299)
        throw new CliError(messageOf(said) ?? `The gateway answered ${status}.`);
      const parsed = answer.safeParse(said);
      if (!parsed.success) throw notOurs(url);
      return parsed.data;
    },
  };
}

/** A file that is not there is named by the message itself. */
function unusable(file: string, { path, message }: { path: string; message: string }): string {
  return message.includes(file) ? message : [`${file}:`, path, message].filter(Boolean).join(' ');
}

export const notRunning = (url: string): CliError =>
  new CliError(`No gateway answers on ${url}. Start it: rockpool-gateway start`);

export const notOurs = (url: string): CliError =>
  new CliError(
    `What answers on ${url} is no gateway: another program has the port. Set gateway.port or OPENCLAW_GATEWAY_PORT.`,
  );

/** What `/readyz` says; null for what no gateway says. */
export function readinessOf(text: string): z.infer<typeof Readiness> | null {
  const read = Readiness.safeParse(readJson(text));
  return read.success ? read.data : null;
}

/** Null for what is no JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function messageOf(said: unknown): string | null {
  const message = (said as { error?: { message?: unknown } } | null)?.error?.message;
  return typeof message === 'string' ? message : null;
}
