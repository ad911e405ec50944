import type { MembershipSource } from './source.ts';

/** A source that says `unavailable` when it has not answered within so many milliseconds. */
export function boundedSource(source: MembershipSource, ms: number): MembershipSource {
  return {
    async lookup(phone, now) {
      const late = Promise.withResolvers<'late'>();
      const timer = setTimeout(() => late.resolve('late'), ms);
      try {
        const answer = await Promise.race([source.lookup(phone, now), late.promise]);
        return answer === 'late' ? { kind: 'unavailable', source: 'membership', last: null } : answer;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
