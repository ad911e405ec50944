import type { Endpoint } from './endpoint.ts';
import { accessEndpoints } from './endpoints/access.ts';
import { auditEndpoints } from './endpoints/audit.ts';
import { campaignStepEndpoints } from './endpoints/campaign-steps.ts';
import { campaignEndpoints } from './endpoints/campaigns.ts';
import { grantEndpoints } from './endpoints/grants.ts';
import { hostEndpoints } from './endpoints/hosts.ts';
import { instanceActEndpoints } from './endpoints/instance-acts.ts';
import { instanceMoveEndpoints } from './endpoints/instance-moves.ts';
import { instanceEndpoints } from './endpoints/instances.ts';
import { invitationEndpoints } from './endpoints/invitations.ts';
import { keyEndpoints } from './endpoints/keys.ts';
import { membershipEndpoints } from './endpoints/memberships.ts';
import { paymentEndpoints } from './endpoints/payments.ts';
import { settingEndpoints } from './endpoints/settings.ts';
import { userEndpoints } from './endpoints/users.ts';
import { waitingListEndpoints } from './endpoints/waiting-list.ts';

/** The operator's API, whole, in the order of its document. */
export const endpointTable: readonly Endpoint[] = [
  ...campaignEndpoints,
  ...campaignStepEndpoints,
  ...invitationEndpoints,
  ...waitingListEndpoints,
  ...userEndpoints,
  ...grantEndpoints,
  ...paymentEndpoints,
  ...instanceEndpoints,
  ...instanceActEndpoints,
  ...instanceMoveEndpoints,
  ...hostEndpoints,
  ...membershipEndpoints,
  ...auditEndpoints,
  ...settingEndpoints,
  ...accessEndpoints,
  ...keyEndpoints,
];
