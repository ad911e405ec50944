/** What the platform's reports mean. Pure. */
import type { ProvisionerReport, WallsReport } from '@rockpool/db/platform-reports';

export type Tone = 'good' | 'bad' | 'doubtful' | 'plain';
export type Row = { cells: string[]; tone: Tone };
export type Section = { title: string; rows: Row[] };

export type Seen = {
  provisioner: { report: ProvisionerReport; ageMs: number } | null;
  walls: { report: WallsReport; ageMs: number } | null;
  /** instances by phase, those that were removed left out */
  phases: { phase: string; reason: string; count: number }[];
};

const silentAfterMs = 30_000;
/** the provisioner looks at them every 30 s, and a probe may take a while */
const wallsStaleAfterMs = 120_000;

/** `wrong`: one sentence each on what needs a person; empty when all is well. */
export function summarize({ provisioner, walls, phases }: Seen): { sections: Section[]; wrong: string[] } {
  const wrong: string[] = [];
  const silent = !provisioner || provisioner.ageMs > silentAfterMs;
  if (silent)
    wrong.push(
      provisioner
        ? `The provisioner has said nothing for ${duration(provisioner.ageMs)}: look into its log.`
        : 'No provisioner has ever reported: npm start starts one.',
    );
  const sections: Section[] = [{ title: 'Provisioner', rows: provisionerRows(provisioner, silent) }];
  if (walls || provisioner?.report.driver === 'docker') {
    const problem = wallsProblem(walls);
    if (problem) wrong.push(problem);
    sections.push({ title: 'Walls', rows: walls ? wallsRows(walls, problem) : [] });
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

function wallsProblem(walls: Seen['walls']): string | null {
  if (!walls) return 'The walls have not been looked at yet: exec is off.';
  if (walls.ageMs > wallsStaleAfterMs) return `Nobody has looked at the walls for ${duration(walls.ageMs)}.`;
  return walls.report.closed ? null : `${walls.report.because} exec is off.`;
}

function wallsRows({ report }: NonNullable<Seen['walls']>, problem: string | null): Row[] {
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
