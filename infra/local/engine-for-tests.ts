import { connectEngine, DEFAULT_SOCKET, ENGINE_ANSWERS_WITHIN_MS } from './engine.ts';

export const engineSocket = () => process.env.DOCKER_SOCKET || DEFAULT_SOCKET;

/**
 * Whether tests that need a Docker engine are skipped, and `why` for their title. Where nothing may be skipped they
 * run and fail.
 */
export async function engineForTests(): Promise<{ skip: boolean; why: string }> {
  const answers = await connectEngine(engineSocket())
    .version(ENGINE_ANSWERS_WITHIN_MS)
    .then(() => true)
    .catch(() => false);
  if (answers || process.env.ROCKPOOL_NO_SKIP === '1') return { skip: false, why: '' };
  return { skip: true, why: ' (skipped: no Docker engine answers)' };
}
