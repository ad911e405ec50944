import { StringDecoder } from 'node:string_decoder';

/** Complete lines of a stream, as they come. */
export async function* readLines(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
}

export async function readAll(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * Lines of a container's log without a terminal: pieces with a header of eight bytes, of which the last four are the length.
 * A line may be spread over pieces; pieces of both outputs are told apart so that lines stay whole.
 */
export function splitOutput(buffer: Buffer): string[] {
  const rest: Record<number, string> = {};
  const lines: string[] = [];
  for (let at = 0; at + 8 <= buffer.length;) {
    const output = buffer[at]!;
    const end = at + 8 + buffer.readUInt32BE(at + 4);
    const pieces = ((rest[output] ?? '') + buffer.toString('utf8', at + 8, end)).split('\n');
    rest[output] = pieces.pop() ?? '';
    lines.push(...pieces);
    at = end;
  }
  return [...lines, ...Object.values(rest).filter((line) => line !== '')];
}
