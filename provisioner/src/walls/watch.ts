/** Keeps the walls up and knows whether they are. */
import type { Logger } from 'pino';
import type { WallsReport } from '@rockpool/db/platform-reports';
import { every } from '../every.ts';
import type { Firewall, FirewallState } from './firewall.ts';
import type { ProbeResult } from './probe.ts';
import { isClosed, learn, nothingKnown, probeIsDue, recall, reportOf } from './verdict.ts';

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
  /** names this run of the machine */
  boot: string;
  now?: () => number;
  pauseMs?: number;
};

export type Walls = {
  /**
   * Whether a probe has seen everything closed that must be, not too long ago: it turns false by itself when looks or probes fail.
   * Not before the first look has ended.
   */
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
  boot,
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
      known = recall(await published().catch(() => undefined), { now: now(), boot });
      told = isClosed(known, now());
    }
    const rules = await firewall.raise().catch(asFailed);
    if (rules.state === 'standing' && rules.putBack.length > 0)
      log.warn({ putBack: rules.putBack }, 'firewall rules were missing and are back');
    else if (rules.state !== 'standing') log.debug({ rules }, 'firewall rules could not be looked at');
    const due = probeIsDue(known, rules, now());
    const result = due ? await probe(rules.state === 'standing').catch(asUnseen) : null;
    known = learn(known, rules, result, now());
    const report = reportOf(known, rules, { now: now(), boot });
    if (report.closed !== told) {
      log[report.closed ? 'info' : 'error'](
        { because: report.because },
        `walls ${report.closed ? 'closed' : 'open'}`,
      );
      await changed(report.closed);
      told = report.closed;
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
    closed: () => isReady && isClosed(known, now()),
    ready,
    stop: () => {
      ending.abort();
      return ended;
    },
  };
}

const asFailed = (error: unknown): FirewallState => ({ state: 'failed', reason: (error as Error).message });
const asUnseen = (error: unknown): ProbeResult => ({
  state: 'unseen',
  reason: (error as Error).message,
  ms: 0,
});
