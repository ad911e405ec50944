const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isInstanceId = (name: string) => uuid.test(name);

/** Throws on anything that is no UUID, so that no other text gets into a name or a path. */
export function assertInstanceId(id: string): string {
  if (!isInstanceId(id)) throw new Error(`not an instance id: ${JSON.stringify(id)}`);
  return id;
}
