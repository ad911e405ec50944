/** The body as JSON. Rejects with a RangeError beyond `bytesMax`, and reads no further: who answers may be a subscriber's program. */
export async function readJsonLimited(response: Response, bytesMax: number): Promise<unknown> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  // leaving the loop by throwing cancels the body
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new RangeError(`an answer of more than ${bytesMax} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return JSON.parse(text + decoder.decode());
}
