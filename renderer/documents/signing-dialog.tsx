import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useFailureText } from '../i18n/index.ts';
import { ActDialog } from './act-dialog.tsx';
import { useCertify } from './certified/use-certify.ts';
import { type DialogProps, useDoing } from './doing.ts';
import { PasswordAgain } from './password-again.tsx';

/**
 * Asks the password again, signs, and signs the paper as a file once the act is on disk.
 * @param props.sign makes the signature and commits the act; what it throws is told at the password
 */
export function SigningDialog(
  props: DialogProps & {
    readonly title: string;
    readonly what: string;
    readonly sign: (password: string) => Promise<Failure | null>;
  },
) {
  const { t } = useTranslation('paper');
  const certify = useCertify();
  const failureText = useFailureText();
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const { busy, run } = useDoing(props);
  const sign = () => {
    if (password === '') {
      setFault(t('sign.passwordNeeded'));
      return;
    }
    setFault(null);
    void run(async () => {
      try {
        const failure = await props.sign(password);
        if (failure === null) await certify(props.paper.id, password);
        return failure;
      } catch (error) {
        const failure = toFailure(error);
        setFault(failureText(failure));
        return failure;
      }
    });
  };
  return (
    <ActDialog title={props.title} verb={t('sign.verb')} busy={busy} onDo={sign} onClose={props.onClose}>
      <Text>{props.what}</Text>
      <PasswordAgain
        value={password}
        onChange={(value) => {
          setPassword(value);
          setFault(null);
        }}
        fault={fault}
      />
    </ActDialog>
  );
}
