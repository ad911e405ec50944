/**
 * What services say about themselves, one row per subject, overwritten: written by the provisioner, read by whoever shows the
 * platform's state to operators.
 */
import { z } from 'zod';
import type { Db } from './client.ts';

/** What a probe tried from inside a computer's network. */
export const ProbeRow = z.object({
  /** for people, e.g. `a neighbour's gateway, 10.213.0.18:18789` */
  target: z.string(),
  wanted: z.enum(['closed', 'open']),
  seen: z.enum(['closed', 'open', 'unknown']),
  /** what happened, one phrase */
  detail: z.string(),
  ms: z.number(),
});
export type ProbeRow = z.infer<typeof ProbeRow>;

export const WallsReport = z.object({
  /** whether a probe has seen everything closed that must be; `exec` follows it */
  closed: z.boolean(),
  /** why it is so, one sentence */
  because: z.string(),
  firewall: z.object({
    state: z.enum(['standing', 'missing', 'not_permitted', 'failed']),
    /** one phrase; empty when there is nothing to say */
    detail: z.string(),
  }),
  /** ISO 8601, by the machine's clock; null before the first probe that ended */
  probedAt: z.string().nullable(),
  /** which run of which machine it is about, by the kernel's boot id */
  boot: z.string().optional(),
  rows: z.array(ProbeRow),
});
export type WallsReport = z.infer<typeof WallsReport>;

export const ProvisionerReport = z.object({
  driver: z.string(),
  version: z.string(),
  /** ISO 8601, by the machine's clock */
  startedAt: z.string(),
  /** what bounds a computer's disk, one sentence; empty where the driver says nothing */
  disk: z.string().default(''),
});
export type ProvisionerReport = z.infer<typeof ProvisionerReport>;

/** Whether the operator's membership API answers, as who asked it last saw it. */
export const MembershipApiReport = z.object({
  answers: z.boolean(),
  /** why not, in words; empty while it answers */
  because: z.string(),
});
export type MembershipApiReport = z.infer<typeof MembershipApiReport>;

const reports = {
  walls: WallsReport,
  provisioner: ProvisionerReport,
  'membership-api': MembershipApiReport,
} as const;
/** Of the walls there is one for each host; `walls` alone is what a provisioner from before there were hosts has left. */
export type Subject = keyof typeof reports | `walls:${string}`;
type Kind<S extends Subject> = S extends keyof typeof reports ? S : 'walls';
export type ReportOf<S extends Subject> = z.infer<(typeof reports)[Kind<S>]>;

const shapeOf = (subject: Subject) => reports[subject.split(':', 1)[0] as keyof typeof reports];

/** Stamped by the service's clock; a moved clock makes a report look old until the next one is written. */
export async function writeReport<S extends Subject>(db: Db, subject: S, report: ReportOf<S>): Promise<void> {
  await db.$executeRaw`
    insert into platform_reports (subject, report, at) values (${subject}, ${JSON.stringify(report)}::jsonb, app_now())
    on conflict (subject) do update set report = excluded.report, at = excluded.at`;
}

/** null when there is none, or one that this version cannot read. `ageMs` is by the service's clock. */
export async function readReport<S extends Subject>(
  db: Db,
  subject: S,
): Promise<{ report: ReportOf<S>; ageMs: number } | null> {
  const [row] = await db.$queryRaw<{ report: unknown; age_ms: number }[]>`
    select report, (extract(epoch from app_now() - at) * 1000)::float8 as age_ms
    from platform_reports where subject = ${subject}`;
  const parsed = shapeOf(subject).safeParse(row?.report);
  if (!row || !parsed.success) return null;
  return { report: parsed.data as ReportOf<S>, ageMs: Math.round(row.age_ms) };
}

export type WallsOfHost = { host: string; report: WallsReport; ageMs: number };

/** The walls of every host that has any, by name. What was left from before there were hosts counts as the one of `main`. */
export async function readWalls(db: Db): Promise<WallsOfHost[]> {
  const rows = await db.$queryRaw<{ subject: string; report: unknown; age_ms: number }[]>`
    select subject, report, (extract(epoch from app_now() - at) * 1000)::float8 as age_ms
    from platform_reports where subject = 'walls' or subject like 'walls:%' order by subject`;
  const named = rows.filter(({ subject }) => subject !== 'walls');
  return (named.length > 0 ? named : rows).flatMap(({ subject, report, age_ms }) => {
    const parsed = WallsReport.safeParse(report);
    const host = subject.slice('walls:'.length) || 'main';
    return parsed.success ? [{ host, report: parsed.data, ageMs: Math.round(age_ms) }] : [];
  });
}
