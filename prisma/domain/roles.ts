/** Who may do what in the console and by the operator API. */

/** Least first: an auditor reads, an operator runs the service, an admin decides who does. */
export const roles = ['auditor', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** The least role that may. */
const leastRole = {
  'overview.read': 'auditor',
  'users.read': 'auditor',
  'instances.read': 'auditor',
  'campaigns.read': 'auditor',
  'payments.read': 'auditor',
  'memberships.read': 'auditor',
  'audit.read': 'auditor',
  'settings.read': 'auditor',
  'staff.read': 'auditor',
  'users.grant': 'operator',
  'users.points': 'operator',
  'users.suspend': 'operator',
  'instances.act': 'operator',
  'instances.logs': 'operator',
  'instances.move': 'operator',
  'campaigns.edit': 'operator',
  'memberships.import': 'operator',
  'payments.refund': 'operator',
  'instances.remove': 'admin',
  'hosts.edit': 'admin',
  'users.delete': 'admin',
  'campaigns.end': 'admin',
  'settings.edit': 'admin',
  'staff.edit': 'admin',
  'tokens.edit': 'admin',
  'keys.rotate': 'admin',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof leastRole;
export const permissions = Object.keys(leastRole) as Permission[];

export const may = (role: Role, permission: Permission): boolean =>
  roles.indexOf(role) >= roles.indexOf(leastRole[permission]);
