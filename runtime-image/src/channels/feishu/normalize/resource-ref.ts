/** What an attachment is fetched by: its key, and the message it is in when that is not the message that names it. */
export type ResourceRef = { type: 'image' | 'file'; key: string; messageId: string | null };

export function resourceRef(type: ResourceRef['type'], key: string, messageId: string | null = null): string {
  return messageId === null ? `${type}:${key}` : `${type}:${key}@${messageId}`;
}

export function parseResourceRef(ref: string): ResourceRef | null {
  const [, type, key, messageId] = /^(image|file):([\w-]+)(?:@([\w-]+))?$/.exec(ref) ?? [];
  return key === undefined ? null : { type: type as ResourceRef['type'], key, messageId: messageId ?? null };
}
