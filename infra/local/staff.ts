import { parseArgs } from 'node:util';
import { system } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import { isRole, roles } from '@rockpool/db/domain/roles';
import { disableStaff, enableStaff, inviteStaff, resetStaff } from '@rockpool/db/operations/staff';
import { joinLink } from './first-admin.ts';
import { onDatabase } from './on-database.ts';
import { complain } from './report.ts';

const usage = `Usage: npm run staff -- invite <e-mail> --role ${roles.join('|')}
       npm run staff -- reset <e-mail>     a new link for who lost password or phone
       npm run staff -- disable <e-mail>   signs them out at once; their tokens stop working too
       npm run staff -- enable <e-mail>
       npm run staff -- list`;

/** `npm run staff`: lets the first admin in, and back in. */
async function staff(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { role: { type: 'string' } },
  });
  const [command, email = ''] = positionals;
  if (command === 'list') return onDatabase(list);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return say(usage, 2);
  const role = values.role ?? '';
  if (command === 'invite' && isRole(role))
    return onDatabase(async (db, settings) => {
      const result = await inviteStaff(db, system, { email, role });
      if (result.kind !== 'invited')
        return say(`${email} has joined before. To let them in again: npm run staff -- reset ${email}`, 1);
      return say(
        `${email} joins as ${role} by this link, once, within 7 days:\n${joinLink(settings, result.token)}`,
        0,
      );
    });
  if (command === 'reset')
    return onDatabase(async (db, settings) => {
      const member = await db.staff.findUnique({ where: { email: email.toLowerCase() } });
      const result = member && (await resetStaff(db, system, member.id));
      if (result?.kind !== 'reset') return say(`Nobody of the staff has the address ${email}.`, 1);
      return say(
        `${email} chooses a new password and phone by this link:\n${joinLink(settings, result.token)}`,
        0,
      );
    });
  if (command === 'disable' || command === 'enable')
    return onDatabase(async (db) => {
      const member = await db.staff.findUnique({ where: { email: email.toLowerCase() } });
      const change = command === 'disable' ? disableStaff : enableStaff;
      const result = member && (await change(db, system, member.id));
      if (result?.kind === 'last_admin')
        return say(`${email} is the last admin: make somebody else an admin first.`, 1);
      if (result?.kind !== 'done') return say(`Nobody of the staff has the address ${email}.`, 1);
      return say(`${email} ${command === 'disable' ? 'is shut out' : 'may come in again'}.`, 0);
    });
  return say(usage, 2);
}

async function list(db: Db): Promise<number> {
  const rows = await db.staff.findMany({ orderBy: { email: 'asc' } });
  const stateOf = (row: (typeof rows)[number]) =>
    row.disabledAt ? 'disabled' : row.inviteHash ? 'invited' : 'active';
  for (const row of rows) console.log(`${row.email.padEnd(40)} ${row.role.padEnd(9)} ${stateOf(row)}`);
  return say(rows.length === 0 ? 'Nobody yet: npm run staff -- invite <e-mail> --role admin' : '', 0);
}

function say(text: string, code: number): number {
  if (text !== '') console.log(text);
  return code;
}

process.exit(await staff().catch(complain));
