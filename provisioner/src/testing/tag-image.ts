import { request } from 'node:http';
import { once } from 'node:events';
import { socketPath } from './docker-world.ts';

/** Gives an image of the machine's engine one more name, as `docker tag` does. */
export async function tagImage(imageId: string, tag: string) {
  const [repo, version] = tag.split(':');
  const asking = request({
    socketPath,
    method: 'POST',
    path: `/images/${imageId}/tag?repo=${repo}&tag=${version}`,
    agent: false,
  });
  asking.end();
  const [response] = (await once(asking, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  if (response.statusCode !== 201) throw new Error(`the engine answers ${response.statusCode}`);
}
