// Has the engine build the gateways' image, by its API and from the files beside this one: the service `gateway-image` of
// compose.yaml, run before the provisioner starts. The engine's cache makes it a matter of seconds when nothing changed.
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import readline from 'node:readline';

const {
  RUNTIME_IMAGE: tag,
  BASE_IMAGE: base,
  DOCKER_SOCKET: socketPath = '/var/run/docker.sock',
} = process.env;
if (!tag || !base) {
  process.stderr.write('RUNTIME_IMAGE and BASE_IMAGE are not set.\n');
  process.exit(1);
}

const query = new URLSearchParams({
  t: tag,
  target: 'lean',
  buildargs: JSON.stringify({ BASE_IMAGE: base }),
  rm: '1',
});
const tar = spawn('tar', ['-C', import.meta.dirname, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
const call = request({
  socketPath,
  method: 'POST',
  path: `/build?${query}`,
  headers: { 'content-type': 'application/x-tar' },
});
call.on('error', (error) => {
  process.stderr.write(`The Docker engine at ${socketPath} does not answer (${error.message}).\n`);
  process.exit(1);
});
call.on('response', async (response) => {
  let problem = response.statusCode === 200 ? null : `the engine says ${response.statusCode}`;
  for await (const line of readline.createInterface({ input: response })) {
    const { stream, error, message } = JSON.parse(line || '{}');
    if (stream) process.stdout.write(stream);
    problem = error ?? message ?? problem;
  }
  if (problem) process.stderr.write(`The gateways' image ${tag} could not be built: ${problem}\n`);
  process.exitCode = problem ? 1 : 0;
});
tar.stdout.pipe(call);
