import {
  connectEngine,
  DEFAULT_SOCKET,
  ENGINE_ANSWERS_WITHIN_MS,
  type Engine,
} from '@rockpool/infra/local/engine';
import { NotMeasured } from './measure.ts';

/** @throws NotMeasured where no Docker engine answers */
export async function requireEngine(): Promise<Engine> {
  const engine = connectEngine(DEFAULT_SOCKET);
  await engine.version(ENGINE_ANSWERS_WITHIN_MS).catch(() => {
    throw new NotMeasured('no Docker engine answers');
  });
  return engine;
}
