import { parseArgs } from 'node:util';
import { ensureImage } from '../image/build.ts';
import { imageTargets } from '../image/image-name.ts';
import { Failure } from './failure.ts';
import { complain } from './report.ts';

/** `npm run image [-- lean|full] [-- --fresh]`: the runtime image of this checkout, on the engine that `docker` talks to. */
async function image(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { fresh: { type: 'boolean', default: false } },
  });
  const target = imageTargets.find((each) => each === (positionals[0] ?? 'lean'));
  if (!target || positionals.length > 1)
    throw new Failure('Usage: npm run image [-- lean|full] [-- --fresh]');
  const { tag, id, built } = await ensureImage({
    target,
    fresh: values.fresh,
    say: (line) => console.log(line),
  });
  console.log(`${tag}  ${id}${built ? '' : '  (was there)'}`);
  return 0;
}

process.exit(await image().catch(complain));
