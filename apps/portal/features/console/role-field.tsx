import { roles, type Role } from '@rockpool/db/domain/roles';
import { useTranslations } from 'use-intl/react';
import { SelectField } from '../../ui/field.tsx';

/** One of the roles, in a form as `role`. Its words are those of `consoleRole`. */
export function RoleField(props: { id: string; label: string; defaultValue: Role }) {
  const t = useTranslations('consoleRole');
  return (
    <SelectField {...props} name="role">
      {roles.map((role) => (
        <option key={role} value={role}>
          {t(`name.${role}`)}
        </option>
      ))}
    </SelectField>
  );
}
