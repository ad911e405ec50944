import type { MembershipSource } from './source.ts';

/** The same source, which says `unavailable` when it has not answered within so many milliseconds. */
export function boundedSource(source: MembershipSource, ms: number): MembershipSource {
  return {
    ...source,
    async lookup(...question) {
      const late = Promise.withResolvers<'late'>();
      const timer = setTimeout(() => late.resolve('late'), ms);
      try {
        const answer = await Promise.race([source.lookup(...question), late.promise]);
        return answer === 'late' ? { kind: 'unavailable', source: 'membership', last: null } : answer;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
