/** Answers that are made while they are read: events, tables as files, archives. Pure. */
const streamed =
  /^\/api\/(?:[\w-]+\/)?events$|^\/api\/account\/everything$|^\/console\/memberships\/import$|\.csv$/;

/**
 * HEAD of a route is its GET without a reader, which nothing ends: each would keep its connection to the database, its place or its
 * listener for good.
 */
export const isUnreadStream = (method: string, pathname: string): boolean =>
  method === 'HEAD' && streamed.test(pathname);
