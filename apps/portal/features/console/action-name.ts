import { getTranslator } from '../../i18n/translator.ts';

/** What the log may hold; an action of an older release is called as it is there. */
const named = [
  'user.grant_days',
  'user.revoke_days',
  'user.give_points',
  'user.take_points',
  'user.sign_out',
  'instance.restart',
  'instance.recover',
  'instance.suspend',
  'instance.resume',
  'instance.remove',
  'instance.logs',
  'account.delete',
  'account.export',
  'campaign.create',
  'campaign.clone',
  'campaign.edit',
  'campaign.publish',
  'campaign.unpublish',
  'campaign.pause',
  'campaign.resume',
  'campaign.end',
  'campaign.stock',
  'entitlement.plan_lost',
  'invitation.create',
  'invitation.revoke',
  'keys.reseal',
  'membership.import',
  'payment.refund',
  'setting.edit',
  'staff.invite',
  'staff.join',
  'staff.join-by-provider',
  'staff.sign-in',
  'staff.sign-in-by-provider',
  'staff.sign-in-by-recovery-code',
  'staff.password',
  'staff.second-factor',
  'staff.reset',
  'staff.role',
  'staff.disable',
  'staff.enable',
  'table.export',
  'token.create',
  'token.revoke',
  'waiting_list.offer',
] as const;

export async function actionName(action: string): Promise<string> {
  const t = await getTranslator('consoleOperate');
  const known = named.find((each) => each === action);
  return known ? t(`action.${known}`) : action;
}
