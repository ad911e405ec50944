import type { Permission } from '@rockpool/db/domain/roles';

/** The console's pages in the order of its navigation; each is there for who may. Texts: `console.nav.<id>`. */
export const consolePages = [
  { id: 'overview', href: '/console', permission: 'overview.read' },
  { id: 'campaigns', href: '/console/campaigns', permission: 'campaigns.read' },
  { id: 'users', href: '/console/users', permission: 'users.read' },
  { id: 'instances', href: '/console/instances', permission: 'instances.read' },
  { id: 'hosts', href: '/console/hosts', permission: 'instances.read' },
  { id: 'memberships', href: '/console/memberships', permission: 'memberships.read' },
  { id: 'payments', href: '/console/payments', permission: 'payments.read' },
  { id: 'audit', href: '/console/audit', permission: 'audit.read' },
  { id: 'staff', href: '/console/staff', permission: 'staff.read' },
  { id: 'tokens', href: '/console/tokens', permission: 'settings.read' },
  { id: 'api', href: '/console/api', permission: 'settings.read' },
  { id: 'settings', href: '/console/settings', permission: 'settings.read' },
] as const satisfies { id: string; href: `/console${string}`; permission: Permission }[];

export type ConsolePageId = (typeof consolePages)[number]['id'];
