/** The long connection's frame: `pbbp2.Frame`, proto2. Required fields are written even when they are zero. */
export interface Frame {
  seqId: number;
  logId: number;
  service: number;
  /** 0 control, 1 data */
  method: number;
  headers: Record<string, string>;
  payload?: Uint8Array;
}

const varint = 0;
const lengthDelimited = 2;

export function encodeFrame(frame: Frame): Buffer {
  const parts: Buffer[] = [
    numberField(1, frame.seqId),
    numberField(2, frame.logId),
    numberField(3, frame.service),
    numberField(4, frame.method),
  ];
  for (const [key, value] of Object.entries(frame.headers)) {
    const header = Buffer.concat([bytesField(1, Buffer.from(key)), bytesField(2, Buffer.from(value))]);
    parts.push(bytesField(5, header));
  }
  if (frame.payload) parts.push(bytesField(8, frame.payload));
  return Buffer.concat(parts);
}

/** Throws a RangeError on bytes that are no frame, or when a required field is missing. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const frame: Partial<Frame> = {};
  const headers: Record<string, string> = {};
  for (const { field, value } of fields(bytes)) {
    if (typeof value === 'number') {
      if (field === 1) frame.seqId = value;
      else if (field === 2) frame.logId = value;
      else if (field === 3) frame.service = value;
      else if (field === 4) frame.method = value;
    } else if (field === 5) {
      const [key, text] = decodeHeader(value);
      headers[key] = text;
    } else if (field === 8) frame.payload = value;
  }
  const { seqId, logId, service, method, payload } = frame;
  if (seqId === undefined || logId === undefined || service === undefined || method === undefined) {
    throw new RangeError('frame lacks a required field');
  }
  return { seqId, logId, service, method, headers, ...(payload && { payload }) };
}

function decodeHeader(bytes: Uint8Array): [string, string] {
  const texts: Record<number, string> = {};
  for (const { field, value } of fields(bytes)) {
    if (typeof value !== 'number') texts[field] = Buffer.from(value).toString('utf8');
  }
  if (texts[1] === undefined || texts[2] === undefined) throw new RangeError('header lacks key or value');
  return [texts[1], texts[2]];
}

function* fields(bytes: Uint8Array): Generator<{ field: number; value: number | Uint8Array }> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || weight > 2 ** 63) throw new RangeError('frame ends inside a number');
      value += (byte & 127) * weight;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = readVarint();
    const field = Math.floor(tag / 8);
    if ((tag & 7) === varint) yield { field, value: readVarint() };
    else if ((tag & 7) === lengthDelimited) {
      const length = readVarint();
      if (at + length > bytes.length) throw new RangeError('frame ends inside a field');
      yield { field, value: bytes.subarray(at, at + length) };
      at += length;
    } else throw new RangeError(`unexpected wire type ${tag & 7}`);
  }
}

function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

const numberField = (field: number, value: number): Buffer =>
  Buffer.concat([encodeVarint(field * 8 + varint), encodeVarint(value)]);
const bytesField = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([encodeVarint(field * 8 + lengthDelimited), encodeVarint(value.length), value]);
