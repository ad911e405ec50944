import type { PasswordProblem } from '@rockpool/db/domain/password';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl/react';
import { InputField } from '../../ui/field.tsx';

/** A password to be set. `problem`: why the last one was not taken. */
export function NewPasswordField({
  problem,
  ...field
}: ComponentProps<typeof InputField> & { problem: PasswordProblem | null }) {
  const t = useTranslations('consolePassword');
  return (
    <InputField
      {...field}
      error={problem && t(`weak.${problem}`)}
      type="password"
      autoComplete="new-password"
      required
    />
  );
}
