/** More than a gateway of ours sends in one piece. What runs there is the subscriber's, and its memory is not ours to share. */
const bytesMax = 16 * 1024 * 1024;

/** The body as text. Rejects with a RangeError when it is larger than `limit` bytes, and stops reading there. */
export async function readLimited({ body }: Pick<Response, 'body'>, limit = bytesMax): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  // leaving the loop by throwing cancels the body
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > limit) throw new RangeError(`more than ${limit} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
