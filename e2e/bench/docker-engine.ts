import {
  connectEngine,
  defaultSocket,
  engineAnswersWithinMs,
  type Engine,
} from '@rockpool/infra/local/engine';
import { NotMeasured } from './measure.ts';

/** @throws NotMeasured where no Docker engine answers */
export async function requireEngine(): Promise<Engine> {
  const engine = connectEngine(defaultSocket);
  await engine.version(engineAnswersWithinMs).catch(() => {
    throw new NotMeasured('no Docker engine answers');
  });
  return engine;
}
