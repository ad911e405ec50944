/** What a server's tool gave, as the model and people read it. Pure. */
import * as z from 'zod/mini';
import { toMessageImage } from '../../agent/images.ts';
import type { ToolImage, ToolResult } from '../../agent/tool.ts';

const imagesMax = 4;

const Result = z.looseObject({
  content: z._default(
    z.array(
      z.looseObject({
        type: z.string(),
        text: z.optional(z.string()),
        data: z.optional(z.string()),
        mimeType: z.optional(z.string()),
        uri: z.optional(z.string()),
        resource: z.optional(z.looseObject({ uri: z.optional(z.string()), text: z.optional(z.string()) })),
      }),
    ),
    [],
  ),
  structuredContent: z.optional(z.unknown()),
  isError: z.optional(z.boolean()),
});

export function readResult(value: unknown): ToolResult {
  const parsed = Result.safeParse(value);
  if (!parsed.success) return { output: 'The server answered in a form that is not known.', ok: false };
  const { content, structuredContent, isError } = parsed.data;
  const images: ToolImage[] = [];
  const parts = content.map((part) => {
    if (part.type === 'text') return part.text ?? '';
    if (part.type === 'image' && part.data !== undefined && images.length < imagesMax) {
      // by what it is, not by what it is said to be: vendors refuse the whole request for one that is none
      const image = toMessageImage(Buffer.from(part.data, 'base64'));
      if (image === null) return '[something that is no image, or too large]';
      images.push(image);
      return '[an image]';
    }
    if (part.type === 'resource') return part.resource?.text ?? `[resource ${part.resource?.uri ?? ''}]`;
    if (part.type === 'resource_link') return `[resource ${part.uri ?? ''}]`;
    return `[${part.type}]`;
  });
  if (parts.length === 0 && structuredContent !== undefined) parts.push(JSON.stringify(structuredContent));
  const output = parts.join('\n') || '(no output)';
  return { output, ok: isError !== true, ...(images.length > 0 && { images }) };
}
