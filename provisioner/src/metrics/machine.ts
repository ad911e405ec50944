/** What this machine has left for instances. */
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { Gauge, type Registry } from 'prom-client';
import { reading } from './reading.ts';

const patienceMs = 2_000;

export type MachineParts = {
  /** a folder on the file system that holds the instances' volumes; null = not reachable from here */
  volumes: string | null;
  /** what one more instance may use at most */
  instanceMemoryMiB: number;
};

export function registerMachineMetrics(
  registry: Registry,
  { volumes, instanceMemoryMiB }: MachineParts,
): void {
  const gauge = (name: string, help: string, read: () => number | null | Promise<number | null>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = await read();
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  // of the machine, in a container too: the bound of our own memory says nothing about room for another instance
  gauge(
    'rockpool_host_memory_available_bytes',
    'Memory that programs of this machine can still get.',
    freemem,
  );
  gauge('rockpool_host_memory_bytes', 'Memory of this machine.', totalmem);
  gauge(
    'rockpool_instance_memory_limit_bytes',
    'Memory that one instance may use at most.',
    () => instanceMemoryMiB * 2 ** 20,
  );
  if (volumes === null) return;
  const seen = reading(patienceMs, () => statfs(volumes));
  gauge(
    'rockpool_volumes_size_bytes',
    "Size of the file system that holds the instances' volumes.",
    async () => {
      const fs = await seen();
      return fs && fs.blocks * fs.bsize;
    },
  );
  gauge(
    'rockpool_volumes_free_bytes',
    "Free space of the file system that holds the instances' volumes.",
    async () => {
      const fs = await seen();
      return fs && fs.bavail * fs.bsize;
    },
  );
}
