import { readdirSync, readFileSync } from 'node:fs';
import { pssMb } from './process-figures.ts';

export type ContainerPss = {
  /** everything inside: node and tini */
  insideMb: number;
  /** the engine's process that watches over the container */
  shimMb: number;
};

/** Memory of one container, read from the host; only root may. `id`: the engine's whole id. */
export function containerPss(id: string): ContainerPss {
  const inside = pidsOf(id);
  if (inside.length === 0) throw new Error(`no process of container ${id} is seen from here`);
  const shim = inside.map(parentOf).find((parent) => !inside.includes(parent));
  return {
    insideMb: inside.reduce((sum, pid) => sum + pssMb(pid), 0),
    shimMb: shim === undefined ? 0 : pssMb(shim),
  };
}

function pidsOf(container: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(`/proc/${pid}/cgroup`).includes(container));
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1]);
}

/** Empty when the process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
