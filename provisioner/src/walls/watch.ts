/** Keeps the walls up and knows whether they are. */
import type { Logger } from 'pino';
import type { WallsReport } from '@rockpool/db/platform-reports';
import { every } from '../every.ts';
import type { Firewall } from './firewall.ts';
import type { ProbeResult } from './probe.ts';
import { learn, nothingKnown, probeIsDue, recall, reportOf } from './verdict.ts';

export type WallsDeps = {
  firewall: Pick<Firewall, 'raise'>;
  /** told whether every rule was seen to stand just before */
  probe: (rulesStand: boolean) => Promise<ProbeResult>;
  /** what was published last, by whomever; undefined when nothing was */
  published: () => Promise<WallsReport | undefined>;
  /** told after every look */
  publish: (report: WallsReport) => Promise<void>;
  /** told when `closed()` is another than before */
  changed: (closed: boolean) => Promise<void>;
  log: Logger;
  now?: () => number;
  pauseMs?: number;
};

export type Walls = {
  /** Whether a probe has seen everything closed that must be. Not before the first look has ended. */
  closed(): boolean;
  /** Resolves after the first look, whatever it saw; never rejects. The rules stand by then if they may be set. */
  ready: Promise<void>;
  /** Ends looking; the rules stay, for the instances may go on. */
  stop(): Promise<void>;
};

const lookEveryMs = 30_000;

export function watchWalls({
  firewall,
  probe,
  published,
  publish,
  changed,
  log,
  now = Date.now,
  pauseMs = lookEveryMs,
}: WallsDeps): Walls {
  const ending = new AbortController();
  const first = Promise.withResolvers<void>();
  let known = nothingKnown;
  /** what `changed` has heard last; undefined before the first look */
  let told: boolean | undefined;

  const look = async () => {
    if (told === undefined) {
      known = recall(await published().catch(() => undefined), now());
      told = known.closed;
    }
    const rules = await firewall.raise();
    if (rules.state === 'standing' && rules.putBack.length > 0)
      log.warn({ putBack: rules.putBack }, 'firewall rules were missing and are back');
    else if (rules.state !== 'standing') log.debug({ rules }, 'firewall rules could not be looked at');
    if (probeIsDue(known, rules, now())) known = learn(known, await probe(rules.state === 'standing'), now());
    const report = reportOf(known, rules);
    if (known.closed !== told) {
      log[known.closed ? 'info' : 'error'](
        { because: report.because },
        `walls ${known.closed ? 'closed' : 'open'}`,
      );
      await changed(known.closed);
      told = known.closed;
    }
    await publish(report);
  };
  const ended = every(
    pauseMs,
    ending.signal,
    () => look().finally(first.resolve),
    (error) => log.warn({ err: error }, 'the walls were not looked at'),
  );
  let isReady = false;
  const ready = first.promise.then(() => void (isReady = true));
  return {
    closed: () => isReady && known.closed,
    ready,
    stop: () => {
      ending.abort();
      return ended;
    },
  };
}
