/** What goes into a container and what comes out of it: standard input, outputs, files. */
import type { Readable } from 'node:stream';
import { attachStdin as connectStdin } from './attach-stdin.ts';
import type { EngineConnection } from './engine-connection.ts';
import { orNull } from './engine-error.ts';
import { readAll, splitOutput } from './engine-output.ts';

export function streamsOf({ docker, socketPath, brief, opening, named }: EngineConnection) {
  const container = (idOrName: string) => docker.getContainer(idOrName);

  /** Writes to the program's standard input and resolves when the engine has taken all of it. */
  async function attachStdin(
    idOrName: string,
  ): Promise<{ writeLine(line: string): Promise<void>; end(): void }> {
    const stream = await opening((abortSignal) => connectStdin(socketPath, idOrName, abortSignal));
    const closed = new Promise<void>((resolve, reject) =>
      stream.once('close', resolve).once('error', reject),
    );
    closed.catch(() => {});
    stream.resume();
    return {
      // The engine closes its side when everything before the end has gone into the container's pipe.
      writeLine: (line) =>
        brief(async (signal) => {
          signal.addEventListener('abort', () => stream.destroy(new Error('not taken')));
          stream.end(`${line}\n`);
          await closed;
        }),
      end: () => void stream.destroy(),
    };
  }

  return {
    attachStdin,

    /** The last lines of both outputs in order, without their line ends; null: no such container. */
    logs: (idOrName: string, tail: number): Promise<string[] | null> =>
      orNull(
        brief(async (abortSignal) =>
          splitOutput(await container(idOrName).logs({ stdout: true, stderr: true, tail, abortSignal })),
        ),
      ),

    /** Puts a tar's files into a container that exists, running or not. */
    putArchive: (idOrName: string, tar: Buffer, path: string): Promise<void> =>
      brief(async (abortSignal) => void (await container(idOrName).putArchive(tar, { path, abortSignal }))),

    /** A tar of what is at the path. Throws `not_found` when container or path are not there. */
    getArchive: (idOrName: string, path: string): Promise<Buffer> =>
      brief(async (abortSignal) =>
        readAll(await container(idOrName).getArchive({ path, abortSignal } as { path: string })),
      ),

    /** As `getArchive`, while it comes; the engine is free of it when the stream has closed. */
    openArchive: (idOrName: string, path: string): Promise<Readable> =>
      opening(
        async (abortSignal) =>
          (await container(idOrName).getArchive({ path, abortSignal } as { path: string })) as Readable,
      ),

    /**
     * As `putArchive`, for as long as the tar takes to come: whoever sends it says when that is too long. Rejects when the tar
     * fails; what came before may be there then.
     */
    async fillArchive(idOrName: string, tar: Readable, path: string): Promise<void> {
      const cut = new AbortController();
      tar.once('error', () => cut.abort());
      try {
        await container(idOrName).putArchive(tar, { path, abortSignal: cut.signal });
      } catch (error) {
        throw named(error);
      }
    },
  };
}
