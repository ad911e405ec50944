/**
 * What is said to the owner of an instance beside the reason of its phase. What goes wrong with a move names hosts and
 * their addresses, which are the operator's own. Pure.
 */
export const detailForOwner = (instance: { phaseReason: string; phaseDetail: string }): string =>
  instance.phaseReason === 'moving' || instance.phaseReason === 'move_failed' ? '' : instance.phaseDetail;
