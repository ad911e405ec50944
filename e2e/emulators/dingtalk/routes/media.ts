import { Hono } from 'hono';
import { parseMultipart } from '../../feishu/multipart.ts';
import { OldRefusal, refusals } from '../answers.ts';
import type { Platform } from '../platform.ts';
import { appOfToken } from './access.ts';

const kinds = new Set(['image', 'voice', 'video', 'file']);
const bytesMax = 20 * 1024 * 1024;

export function mediaRoutes(platform: Platform): Hono {
  const { state, bench } = platform;
  const routes = new Hono();

  routes.post('/media/upload', async (context) => {
    if (appOfToken(platform, context.req.query('access_token') ?? '') === null) throw refusals.oldToken();
    const type = context.req.query('type') ?? '';
    if (!kinds.has(type)) throw new OldRefusal(40_004, '不合法的媒体文件类型');
    const body = Buffer.from(await context.req.arrayBuffer());
    const part = parseMultipart(context.req.header('content-type') ?? '', body)?.get('media');
    if (!part?.filename) throw new OldRefusal(41_005, '缺少多媒体文件数据');
    if (part.bytes.length === 0) throw new OldRefusal(44_001, '多媒体文件为空');
    if (part.bytes.length > bytesMax) throw new OldRefusal(40_006, '不合法的文件大小');
    const media = state.keepMedia(type, part.filename, part.contentType, part.bytes);
    return context.json({
      errcode: 0,
      errmsg: 'ok',
      media_id: media.id,
      type,
      created_at: bench.clock.now(),
    });
  });

  routes.get('/files/:key', (context) => {
    const download = state.downloads.get(context.req.param('key'));
    const media =
      download && download.until > bench.clock.now() ? state.media.get(download.mediaId) : undefined;
    if (!media) return context.text('<Error><Code>AccessDenied</Code></Error>', 403);
    return context.body(new Uint8Array(media.bytes), 200, { 'content-type': media.mimeType });
  });
  return routes;
}
