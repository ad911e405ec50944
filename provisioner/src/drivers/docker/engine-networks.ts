/** The networks of an engine. */
import { readNetwork, type Labels, type Network } from './engine-answer.ts';
import { bare, type EngineConnection, type NetworkOptions } from './engine-connection.ts';
import { orNull } from './engine-error.ts';
import { byLabels } from './label-filter.ts';

export function networksOf({ docker, brief, lengthy }: EngineConnection) {
  return {
    /**
     * Throws `conflict` when the name, the bridge's name or the address range is taken. The name alone does not keep two calls
     * at once from making twins; the bridge's name does.
     */
    createNetwork: (name: string, options: NetworkOptions): Promise<string> =>
      lengthy(async (abortSignal) => {
        const body = { Name: name, CheckDuplicate: true, ...options, abortSignal };
        return (await docker.createNetwork(body)).id;
      }),
    inspectNetwork: (idOrName: string): Promise<Network | null> =>
      orNull(
        brief(async (abortSignal) => {
          const network = docker.getNetwork(idOrName);
          return readNetwork(await bare(network, network.inspect)({ abortSignal }));
        }),
      ),
    listNetworks: (labels: Labels = {}): Promise<Network[]> =>
      brief(async (abortSignal) =>
        (await docker.listNetworks({ filters: byLabels(labels), abortSignal })).map(readNetwork),
      ),
    /** Not there: success. `failed` while a container runs in it. */
    removeNetwork: async (idOrName: string): Promise<void> =>
      void (await orNull(
        lengthy((abortSignal) => docker.getNetwork(idOrName).remove({ abortSignal } as object)),
      )),
    /** Takes a container out of a network by force. Not there: success. */
    disconnect: async (network: string, container: string): Promise<void> =>
      void (await orNull(
        lengthy((abortSignal) =>
          docker.getNetwork(network).disconnect({ Container: container, Force: true, abortSignal } as object),
        ),
      )),
  };
}
