import type { Network } from './engine-answer.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { noneLeft } from './host-ranges.ts';
import { labelsOf, namesOf } from './names.ts';
import { owned } from './owned.ts';
import { readRangesInUse } from './ranges-in-use.ts';
import { nextSubnet, subnetOf } from './subnets.ts';

/** The id, and the instance's address in it. */
export type Place = { networkId: string; address: string };

const tries = 20;

/** The network of an instance: a bridge and 16 addresses of its own. */
export function createNetworks(engine: Engine, installation: string, range: string) {
  const find = async (name: string) => owned('network', await engine.inspectNetwork(name), installation);

  return {
    find: (id: string): Promise<Network | null> => find(namesOf(installation, id).name),

    async ensure(id: string): Promise<Place> {
      const { name, bridge } = namesOf(installation, id);
      // What the engine refuses as taken although no network shows it, such as a range that is being given out right now.
      const refused: string[] = [];
      for (let i = 0; i < tries; i++) {
        const there = await find(name);
        if (there) return placeIn(there);
        const { ranges, host } = await readRangesInUse(engine, installation);
        const next = nextSubnet(range, [...ranges, ...refused]);
        if (!next) throw new Error(noneLeft(range, host));
        try {
          await engine.createNetwork(name, {
            Driver: 'bridge',
            EnableIPv6: false,
            Internal: false,
            Attachable: false,
            IPAM: { Driver: 'default', Config: [{ Subnet: next.subnet, Gateway: next.gateway }] },
            Options: { 'com.docker.network.bridge.name': bridge },
            Labels: labelsOf(installation, id),
          });
        } catch (error) {
          // Whether it was made in spite of the failure shows when it is looked for.
          if (!(error instanceof EngineError) || i === tries - 1) throw error;
          if (error.kind === 'conflict') refused.push(next.subnet);
          else if (!(await find(name))) throw error;
        }
      }
      throw new Error(`the network ${name} cannot be made`);
    },

    async remove(id: string) {
      const network = await find(namesOf(installation, id).name);
      if (network) await engine.removeNetwork(network.id);
    },
  };
}

function placeIn({ id, name, subnets }: Network): Place {
  const subnet = subnets.map(subnetOf).find((each) => each !== null);
  if (!subnet) throw new Error(`the network ${name} has no IPv4 addresses`);
  return { networkId: id, address: subnet.address };
}
