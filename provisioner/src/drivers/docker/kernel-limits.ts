/**
 * What the kernel counts for all instances together, because all run under one uid or because it has one table: one instance may
 * take all of it, within its own memory.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** per instance: what the kernel's defaults give a single user, or what an instance has in the table while it runs */
const needs = [
  { name: 'fs.inotify.max_user_instances', each: 128, besides: 0, unbounded: null },
  { name: 'fs.pipe-user-pages-soft', each: 1_024, besides: 0, unbounded: 0 },
  { name: 'net.ipv4.neigh.default.gc_thresh3', each: 4, besides: 512, unbounded: null },
] as const;

export type KernelLimits = Partial<Record<(typeof needs)[number]['name'], number>>;

/** One that cannot be read is left out. */
export async function readKernelLimits(root = '/proc/sys'): Promise<KernelLimits> {
  const limits: KernelLimits = {};
  for (const { name } of needs) {
    const text = await readFile(join(root, name.replaceAll('.', '/')), 'utf8').catch(() => '');
    if (/^\d+\s*$/.test(text)) limits[name] = Number(text);
  }
  return limits;
}

/** A sentence for each that is too low for so many instances. */
export function lowLimits(limits: KernelLimits, instances: number): string[] {
  return needs.flatMap(({ name, each, besides, unbounded }) => {
    const value = limits[name];
    const wanted = besides + each * instances;
    if (value === undefined || value === unbounded || value >= wanted) return [];
    return [
      `${name} is ${value}, which ${instances} instances share and one of them may use up: set it to ${wanted} or more (infra/sysctl.conf)`,
    ];
  });
}
