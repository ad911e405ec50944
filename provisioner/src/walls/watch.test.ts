import pino from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { WallsReport } from '@rockpool/db/platform-reports';
import { until } from '../testing/until.ts';
import type { FirewallState } from './firewall.ts';
import type { ProbeResult } from './probe.ts';
import { watchWalls, type Walls } from './watch.ts';

const closed: ProbeResult = { state: 'seen', closed: true, rows: [], ms: 1 };
const hole: ProbeResult = { state: 'seen', closed: false, rows: [], ms: 1 };

/** A machine whose firewall and probe say what the test wants. */
class Machine {
  firewall: FirewallState = { state: 'standing', putBack: [] };
  sees: ProbeResult = closed;
  probes = 0;
  changes: boolean[] = [];
  reports: WallsReport[] = [];
  databaseGone = false;
  breaks = false;
  /** of its clock, ahead of the real one */
  aheadMs = 0;
  readonly walls: Walls;
  constructor(settings: Partial<Pick<Machine, 'sees' | 'databaseGone' | 'reports' | 'firewall'>> = {}) {
    Object.assign(this, settings);
    const reached = () => {
      if (this.databaseGone) throw new Error('database gone');
    };
    this.walls = watchWalls({
      firewall: {
        raise: async () => {
          if (this.breaks) throw new Error('iptables is not as it should be');
          return this.firewall;
        },
      },
      probe: async () => {
        this.probes++;
        return this.sees;
      },
      published: async () => {
        reached();
        return this.reports.at(-1);
      },
      publish: async (report) => {
        reached();
        this.reports.push(report);
      },
      changed: async (now) => {
        reached();
        this.changes.push(now);
      },
      log: pino({ level: 'silent' }),
      boot: 'this run',
      now: () => Date.now() + this.aheadMs,
      pauseMs: 2,
    });
  }
  /** until it has looked once more, whole */
  async looks() {
    const from = this.reports.length;
    await until('another look', () => this.reports.length >= from + 2);
  }
}

describe('the walls', () => {
  let machine: Machine;
  afterEach(() => machine.walls.stop());

  test('count as open until the first look, and every instance hears of the change', async () => {
    machine = new Machine();
    expect(machine.walls.closed()).toBe(false);
    await machine.walls.ready;
    expect(machine.walls.closed()).toBe(true);
    expect(machine.changes).toEqual([true]);
  });

  test('are not probed again while the rules stand', async () => {
    machine = new Machine();
    await machine.looks();
    await machine.looks();
    expect(machine.probes).toBe(1);
  });

  test('are probed again when a rule had to be put back, and a hole is told', async () => {
    machine = new Machine();
    await machine.walls.ready;
    machine.sees = hole;
    machine.firewall = { state: 'standing', putBack: ['the jumps of INPUT'] };
    await until('the walls count as open', () => !machine.walls.closed());
    await machine.looks();
    expect(machine.changes).toEqual([true, false]);
    expect(machine.reports.at(-1)).toMatchObject({ closed: false });
  });

  const report: WallsReport = {
    closed: true,
    because: '',
    firewall: { state: 'standing', detail: '' },
    probedAt: new Date(Date.now() - 60_000).toISOString(),
    boot: 'this run',
    rows: [],
  };

  test('are as an earlier provisioner saw them, when the rules still stand', async () => {
    machine = new Machine({ reports: [report] });
    await machine.walls.ready;
    expect(machine.walls.closed()).toBe(true);
    expect(machine.probes).toBe(0);
    expect(machine.changes).toEqual([]);
  });

  test('are probed before anybody relies on them, when the rules fell while nobody looked', async () => {
    machine = new Machine({
      reports: [report],
      sees: hole,
      firewall: { state: 'standing', putBack: ['the jumps of INPUT'] },
    });
    expect(machine.walls.closed()).toBe(false);
    await machine.walls.ready;
    expect(machine.walls.closed()).toBe(false);
    expect(machine.changes).toEqual([false]);
  });

  test('are probed before anybody relies on them, when the machine was started again', async () => {
    machine = new Machine({ reports: [{ ...report, boot: 'an earlier run' }], sees: hole });
    await machine.walls.ready;
    expect(machine.walls.closed()).toBe(false);
    expect(machine.probes).toBe(1);
  });

  test('are probed again at once when the rules are out of sight', async () => {
    machine = new Machine();
    await machine.walls.ready;
    machine.sees = hole;
    machine.firewall = { state: 'not_permitted', reason: 'this user may not' };
    await until('the walls count as open', () => !machine.walls.closed());
    await machine.looks();
    expect(machine.changes).toEqual([true, false]);
  });

  test('are probed when the look at the rules itself fails, and no old probe is believed then', async () => {
    machine = new Machine();
    await machine.walls.ready;
    machine.aheadMs = 10 * 60_000;
    machine.sees = { state: 'unseen', reason: 'no engine answers', ms: 1 };
    machine.breaks = true;
    await until('everybody hears that they count as open', () => machine.changes.length === 2);
    expect(machine.changes).toEqual([true, false]);
    expect(machine.walls.closed()).toBe(false);
    await machine.looks();
    expect(machine.reports.at(-1)).toMatchObject({
      closed: false,
      because: 'The walls could not be tried: no engine answers.',
      firewall: { state: 'failed', detail: 'iptables is not as it should be' },
    });
  });

  test('count as open after a while when the looks never end', async () => {
    machine = new Machine();
    await machine.walls.ready;
    await machine.walls.stop();
    expect(machine.walls.closed()).toBe(true);
    machine.aheadMs = 7 * 60_000;
    expect(machine.walls.closed()).toBe(false);
  });

  test('that were never closed tell no change', async () => {
    machine = new Machine({ sees: hole });
    await machine.looks();
    expect(machine.changes).toEqual([]);
  });

  test('are ready although nobody could be told, and tell it later', async () => {
    machine = new Machine({ databaseGone: true });
    await machine.walls.ready;
    expect(machine.walls.closed()).toBe(true);
    expect(machine.changes).toEqual([]);
    machine.databaseGone = false;
    await until('the change is told', () => machine.changes.length > 0);
    expect(machine.changes).toEqual([true]);
  });
});
