import { imageBytesMax, toMessageImage } from '../agent/images.ts';
import type { MessageImage } from '../agent/messages.ts';
import { openInside } from './open-inside.ts';
import { resolveInside } from './workspace-path.ts';

export type ReadImage = { kind: 'image'; image: MessageImage } | { kind: 'refused'; message: string };

/** A picture of the workspace. Never throws for what is wrong with the path or the file. */
export async function readImage(workspace: string, name: string): Promise<ReadImage> {
  const place = await resolveInside(workspace, name);
  if (place.kind === 'refused') return place;
  const opened = await openInside(place, 'read');
  if (opened.kind === 'refused') return opened;
  try {
    const { size } = await opened.file.stat();
    if (size > imageBytesMax)
      return {
        kind: 'refused',
        message: `The picture is larger than 5 MB (${size} bytes); make it smaller first.`,
      };
    const image = toMessageImage(await opened.file.readFile());
    if (image === null)
      return { kind: 'refused', message: 'That is not a picture: PNG, JPEG, GIF and WebP can be looked at.' };
    return { kind: 'image', image };
  } finally {
    await opened.file.close();
  }
}
