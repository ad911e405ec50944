/** The container of an instance: found, made, started, ended, removed. */
import { setTimeout as delay } from 'node:timers/promises';
import type { InstanceSpec } from '../driver.ts';
import { assertInstanceId } from '../instance-id.ts';
import { containerSpec, cpuShares } from './container-spec.ts';
import { deliver } from './deliver.ts';
import type { Container } from './engine-answer.ts';
import { EngineError } from './engine-error.ts';
import type { Engine } from './engine.ts';
import { launchLabels } from './launch.ts';
import { labelsOf, namesOf } from './names.ts';
import type { Place } from './networks.ts';
import { owned } from './owned.ts';

export type ContainersOptions = {
  engine: Engine;
  installation: string;
  /** whether the kernel has IPv6 */
  ipv6: boolean;
  crashPoint: (moment: string) => void;
};

export type Containers = ReturnType<typeof createContainers>;

const removalTimeoutMs = 30_000;
const makingMs = 5_000;

export function createContainers({ engine, installation, ipv6, crashPoint }: ContainersOptions) {
  const nameOf = (id: string) => namesOf(installation, assertInstanceId(id)).name;
  const find = async (id: string) =>
    owned('container', await engine.inspectContainer(nameOf(id)), installation);

  /** The engine gives the name away before the container can be seen. */
  async function appears(id: string, waitMs: number): Promise<Container | null> {
    for (const deadline = Date.now() + waitMs; ; await delay(50)) {
      const there = await find(id);
      if (there || Date.now() >= deadline) return there;
    }
  }

  /** What is written down of an end that did not come, or that is over. */
  async function takeBackEnd({ id, cpuShares: shares }: Container): Promise<void> {
    if (shares !== cpuShares.normal) await engine.updateContainer(id, { CpuShares: cpuShares.normal });
  }

  return {
    nameOf,
    find,
    takeBackEnd,

    /** There already: that one. @param launch as `launchName` says */
    async create(
      spec: InstanceSpec,
      { image, launch, address }: { image: string; launch: string; address: Place['address'] },
    ): Promise<Container> {
      const name = nameOf(spec.id);
      const labels = { ...labelsOf(installation, spec.id), ...launchLabels(launch, spec) };
      const places = { image, network: name, address, volume: name, labels, ipv6 };
      try {
        await engine.createContainer(name, containerSpec(spec.launch, places));
      } catch (error) {
        // A failure may come after the deed, and a conflict is of somebody who was faster: there is one name, so looking tells.
        if (!(error instanceof EngineError) || error.kind === 'not_found') throw error;
        const there = await appears(spec.id, error.kind === 'failed' ? 0 : makingMs);
        if (!there) throw error;
        return there;
      }
      const made = await find(spec.id);
      if (!made) throw new Error(`the container ${name} was removed while it was made`);
      return made;
    },

    /** With its files; false when it ran already. */
    async start(container: Container, spec: InstanceSpec): Promise<boolean> {
      await takeBackEnd(container);
      const stdin = await engine.attachStdin(container.id);
      try {
        crashPoint('attached');
        const started = await engine.startContainer(container.id).catch(async (error: unknown) => {
          // As with making it: what was lost may be the answer only.
          if ((await engine.inspectContainer(container.id))?.running) return true;
          throw error;
        });
        crashPoint('program started');
        await deliver(engine, container.id, spec.files, stdin);
        crashPoint('files delivered');
        return started;
      } finally {
        stdin.end();
      }
    },

    /** Drained by the grace; it is written down before that it was asked to end. */
    async end(container: Container, graceMs: number): Promise<void> {
      await engine.updateContainer(container.id, { CpuShares: cpuShares.askedToEnd }).catch(async (error) => {
        if ((await engine.inspectContainer(container.id))?.running) throw error;
      });
      crashPoint('stop recorded');
      await engine.stopContainer(container.id, graceMs);
      crashPoint('program stopped');
      if ((await engine.inspectContainer(container.id))?.running)
        throw new Error(`the container ${container.name} survives its end`);
    },

    /** By id, so that a newer one of the same name is never meant. */
    async remove(container: Container): Promise<void> {
      for (const deadline = Date.now() + removalTimeoutMs; ; await delay(50)) {
        try {
          return await engine.removeContainer(container.id);
        } catch (error) {
          // Somebody else removes it already; gone is what both want.
          const removing = error instanceof EngineError && error.kind === 'conflict';
          if (!removing || Date.now() > deadline) throw error;
        }
      }
    },
  };
}
