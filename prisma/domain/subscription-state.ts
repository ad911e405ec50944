/** The payment provider's words for a subscription that goes on: one of these keeps a second from being bought. */
const liveStates: readonly string[] = ['active', 'trialing', 'past_due', 'unpaid', 'paused'];

export const isLiveState = (state: string): boolean => liveStates.includes(state);
