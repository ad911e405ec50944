import { Hono } from 'hono';
import type { Context } from 'hono';
import { ApiFailure, failures } from '../answers.ts';
import type { Brand, Resource } from '../entities.ts';
import { newId } from '../ids.ts';
import { parseObject } from '../message-content.ts';
import { parseMultipart, type Part } from '../multipart.ts';
import type { Platform } from '../platform.ts';
import { imageType } from '../picture-type.ts';
import { authenticate, requireScope } from './authentication.ts';
import { findMessage, requireMember } from './messages.ts';

const imageBytesMax = 10 * 1024 * 1024;
export const fileBytesMax = 30 * 1024 * 1024;
const fileTypes = new Set(['opus', 'mp4', 'pdf', 'doc', 'xls', 'ppt', 'stream']);

/** Uploads and downloads. Parts are found by their field name: the SDK sends files without a filename. */
export function resourceRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();
  const { state } = platform;

  routes.post('/im/v1/images', async (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, ['im:resource', 'im:resource:upload']);
    const form = await readForm(context);
    const image = form.get('image');
    if (form.get('image_type')?.bytes.toString() !== 'message' || !image) throw invalidUpload();
    if (image.bytes.length === 0) throw new ApiFailure(234010, 'File size can not be 0.');
    if (image.bytes.length > imageBytesMax)
      throw new ApiFailure(234006, 'The file size exceed the max value.');
    const contentType = imageType(image.bytes);
    if (!contentType) throw new ApiFailure(234011, 'Can not recognize the image format.');
    const key = newId.image();
    state.resources.set(key, { key, type: 'image', name: '', contentType, bytes: image.bytes });
    return context.json({ code: 0, msg: 'success', data: { image_key: key } });
  });

  routes.post('/im/v1/files', async (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, ['im:resource', 'im:resource:upload']);
    const form = await readForm(context);
    const file = form.get('file');
    const name = form.get('file_name')?.bytes.toString() ?? '';
    if (!fileTypes.has(form.get('file_type')?.bytes.toString() ?? '') || !name || !file)
      throw invalidUpload();
    if (file.bytes.length === 0) throw new ApiFailure(234010, 'File size can not be 0.');
    if (file.bytes.length > fileBytesMax) throw new ApiFailure(234006, 'The file size exceed the max value.');
    const key = newId.file();
    const contentType = 'application/octet-stream';
    state.resources.set(key, { key, type: 'file', name, contentType, bytes: file.bytes });
    return context.json({ code: 0, msg: 'success', data: { file_key: key } });
  });

  routes.get('/im/v1/messages/:id/resources/:key', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, ['im:message:readonly', 'im:message', 'im:resource']);
    const message = findMessage(platform, context.req.param('id'));
    if (message.withdrawn) throw failures.withdrawn();
    requireMember(platform, app, message);
    const key = context.req.param('key');
    const resource = state.resources.get(key);
    if (!resource || !JSON.stringify(parseObject(message.content)).includes(`"${key}"`)) {
      throw new ApiFailure(234003, 'File not in msg.');
    }
    if (resource.type !== context.req.query('type')) throw invalidUpload();
    return download(resource);
  });
  return routes;
}

export function download(resource: Resource): Response {
  const name = encodeURIComponent(resource.name || resource.key);
  return new Response(new Uint8Array(resource.bytes), {
    headers: {
      'content-type': resource.contentType,
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
    },
  });
}

const invalidUpload = (): ApiFailure => new ApiFailure(234001, 'Invalid request param.');

async function readForm(context: Context): Promise<Map<string, Part>> {
  const body = Buffer.from(await context.req.arrayBuffer());
  const form = parseMultipart(context.req.header('content-type') ?? '', body);
  if (!form) throw invalidUpload();
  return form;
}
