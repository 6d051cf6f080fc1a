import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The password once more, before a signature is made with the key that it opens. */
export function PasswordAgain(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with it, in words; null where nothing is. */
  readonly fault: string | null;
}) {
  const { t } = useTranslation('paper');
  return (
    <PasswordInput
      label={t('sign.password')}
      description={t('sign.passwordHint')}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      error={props.fault}
      autoComplete="off"
      data-autofocus
      visibilityToggleButtonProps={{ 'aria-label': t('sign.show') }}
    />
  );
}
