import { connectEngine, defaultSocket, engineAnswersWithinMs } from './engine.ts';

export const engineSocket = () => process.env.DOCKER_SOCKET || defaultSocket;

/**
 * Whether tests that need a Docker engine are skipped, and `why` for their title. Where nothing may be skipped they
 * run and fail.
 */
export async function engineForTests(): Promise<{ skip: boolean; why: string }> {
  const answers = await connectEngine(engineSocket())
    .version(engineAnswersWithinMs)
    .then(() => true)
    .catch(() => false);
  if (answers || process.env.ROCKPOOL_NO_SKIP === '1') return { skip: false, why: '' };
  return { skip: true, why: ' (skipped: no Docker engine answers)' };
}
