/** What the platform's reports mean. Pure. */
import type { ProvisionerReport, WallsOfHost } from '@rockpool/db/platform-reports';

export type Tone = 'good' | 'bad' | 'doubtful' | 'plain';
export type Row = { cells: string[]; tone: Tone };
export type Section = { title: string; rows: Row[] };

export type Seen = {
  provisioner: { report: ProvisionerReport; ageMs: number } | null;
  walls: WallsOfHost[];
  hosts: HostSeen[];
  /** instances by phase, those that were removed left out */
  phases: { phase: string; reason: string; count: number }[];
};

export type HostSeen = {
  name: string;
  taken: number;
  /** null = no limit */
  capacity: number | null;
  accepting: boolean;
  away: boolean;
};

const silentAfterMs = 30_000;
/** the provisioner looks at them every 30 s, and a probe may take a while */
const wallsStaleAfterMs = 120_000;

/** `wrong`: one sentence each on what needs a person; empty when all is well. */
export function summarize({ provisioner, walls, hosts, phases }: Seen): {
  sections: Section[];
  wrong: string[];
} {
  const wrong: string[] = [];
  const silent = !provisioner || provisioner.ageMs > silentAfterMs;
  if (silent)
    wrong.push(
      provisioner
        ? `The provisioner has said nothing for ${duration(provisioner.ageMs)}: look into its log.`
        : 'No provisioner has ever reported: npm start starts one.',
    );
  const sections: Section[] = [{ title: 'Provisioner', rows: provisionerRows(provisioner, silent) }];
  const isOneOfMany = hosts.length > 1;
  if (isOneOfMany || hosts.some(({ capacity }) => capacity !== null)) {
    sections.push({ title: 'Hosts', rows: hosts.map(hostRow) });
    for (const { name, away } of hosts)
      if (isOneOfMany && away)
        wrong.push(`Host ${name} is silent: its provisioner has ended, or it does not reach the database.`);
  }
  const waiting = phases.find(({ reason }) => reason === 'no_room')?.count ?? 0;
  if (waiting > 0)
    wrong.push(`${waiting} ${waiting === 1 ? 'computer finds' : 'computers find'} no host with room.`);
  if (walls.length > 0)
    for (const each of walls) {
      const problem = wallsProblem(each);
      if (problem) wrong.push(isOneOfMany ? `Host ${each.host}: ${problem}` : problem);
      const title = isOneOfMany ? `Walls of ${each.host}` : 'Walls';
      sections.push({ title, rows: wallsRows(each, problem) });
    }
  else if (provisioner?.report.driver === 'docker') {
    wrong.push('The walls have not been looked at yet: exec is off.');
    sections.push({ title: 'Walls', rows: [] });
  } else if (provisioner)
    sections.push({
      title: 'Walls',
      rows: [{ cells: [`the ${provisioner.report.driver} driver has none, and exec is off`], tone: 'plain' }],
    });
  sections.push({ title: 'Computers', rows: phaseRows(phases) });
  return { sections, wrong };
}

function provisionerRows(provisioner: Seen['provisioner'], silent: boolean): Row[] {
  if (!provisioner) return [{ cells: ['never reported'], tone: 'bad' }];
  const { report, ageMs } = provisioner;
  return [
    { cells: ['last report', `${duration(ageMs)} ago`], tone: silent ? 'bad' : 'good' },
    { cells: ['driver', report.driver], tone: 'plain' },
    { cells: ['version', report.version], tone: 'plain' },
    { cells: ['started', report.startedAt], tone: 'plain' },
    ...(report.disk ? [{ cells: ['disk', report.disk], tone: 'plain' as const }] : []),
  ];
}

function hostRow({ name, taken, capacity, accepting, away }: HostSeen): Row {
  const isFull = capacity !== null && taken >= capacity;
  const state = away ? 'silent' : accepting ? (isFull ? 'full' : 'open') : 'closed';
  const tone = away ? 'bad' : state === 'open' ? 'good' : 'doubtful';
  return { cells: [name, state, `${taken} of ${capacity ?? 'any number of'} places`], tone };
}

function wallsProblem(walls: WallsOfHost): string | null {
  if (walls.ageMs > wallsStaleAfterMs) return `Nobody has looked at the walls for ${duration(walls.ageMs)}.`;
  return walls.report.closed ? null : `${walls.report.because} exec is off.`;
}

function wallsRows({ report }: WallsOfHost, problem: string | null): Row[] {
  const { firewall, probedAt } = report;
  return [
    { cells: [report.closed ? 'closed' : 'NOT CLOSED', report.because], tone: problem ? 'bad' : 'good' },
    {
      cells: ['rules', [firewall.state.replace('_', ' '), firewall.detail].filter(Boolean).join(': ')],
      tone: firewall.state === 'standing' ? 'good' : 'doubtful',
    },
    { cells: ['probed', probedAt ?? 'never'], tone: 'plain' },
    ...report.rows.map(({ target, wanted, seen, detail }): Row => ({
      cells: [seen, `${target}: ${detail}`],
      tone: seen === wanted ? 'good' : wanted === 'closed' ? 'bad' : 'doubtful',
    })),
  ];
}

function phaseRows(phases: Seen['phases']): Row[] {
  if (phases.length === 0) return [{ cells: ['none yet'], tone: 'plain' }];
  return phases.map(({ phase, reason, count }) => ({
    cells: [String(count), phase, reason],
    tone: phase === 'failed' ? 'doubtful' : phase === 'running' && reason === 'ready' ? 'good' : 'plain',
  }));
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
