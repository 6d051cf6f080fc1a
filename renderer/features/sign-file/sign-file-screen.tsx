import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData } from '../../data/react.tsx';
import { warmUpSigning } from '../../documents/certified/certify.ts';
import { ReportView } from '../../documents/certified/report-view.tsx';
import { type SignedFile, signAnyFile } from '../../documents/certified/sign-any-file.ts';
import classes from '../../documents/documents.module.css';
import { hashFile } from '../../documents/files/hash.ts';
import { sizeText } from '../../documents/files/size.ts';
import { useOffice } from '../../documents/office.ts';
import { PasswordAgain } from '../../documents/password-again.tsx';
import { useFailureText } from '../../i18n/index.ts';
import { ChooseFiles, LoadingState, Page } from '../../ui/index.ts';

/** All of the file has to be read at once. Bytes. */
const MAX_BYTES = 64 * 1_048_576;

interface Chosen {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/** Signs a file of any kind, without a connection, and saves the signature beside it. */
export function SignFileScreen() {
  const { t } = useTranslation(['sign-file', 'paper']);
  const session = useSession();
  const data = useData();
  const office = useOffice();
  const failureText = useFailureText();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [signed, setSigned] = useState<SignedFile | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [busy, setBusy] = useState<'reading' | 'signing' | null>(null);
  // A file that was chosen later wins over one that takes longer to read.
  const latest = useRef(0);
  useEffect(() => warmUpSigning(), []);

  const take = (file: File | null | undefined) => {
    if (!file) return;
    latest.current += 1;
    const mine = latest.current;
    setChosen(null);
    setSigned(null);
    setSaved(null);
    setFailure(null);
    setFault(null);
    setBusy('reading');
    const read = async () => {
      if (file.size > MAX_BYTES) {
        throw new CodedError('file_too_large_here', { name: file.name, limit: MAX_BYTES / 1_048_576 });
      }
      if (file.size === 0) throw new CodedError('file_empty', { name: file.name });
      const bytes = new Uint8Array(await file.arrayBuffer());
      return { name: file.name, bytes, hash: await hashFile(bytes) };
    };
    read()
      .then((result) => mine === latest.current && setChosen(result))
      .catch((error: unknown) => mine === latest.current && setFailure(toFailure(error)))
      .finally(() => mine === latest.current && setBusy(null));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  const save = async (name: string, signature: Uint8Array) => {
    const path = await session.files.saveFile(`${name}.p7s`, signature);
    if (path !== null) setSaved(path.split(/[\\/]/).at(-1) ?? path);
  };
  const sign = async (file: Chosen) => {
    setBusy('signing');
    setFailure(null);
    try {
      const { secrets, office: info, publicKey } = session;
      const made = await signAnyFile(
        { data, secrets, office: info, publicKey, context: office.context },
        file.bytes,
        password,
      );
      setSigned(made);
      setPassword('');
      await save(file.name, made.signature);
    } catch (error) {
      const told = toFailure(error);
      if (told.code === 'password_wrong') setFault(failureText(told));
      else setFailure(told);
    } finally {
      setBusy(null);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosen || busy !== null) return;
    if (password === '') setFault(t('paper:sign.passwordNeeded'));
    else void sign(chosen);
  };
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <Stack gap="lg" maw={760}>
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the button inside does the same by keyboard */}
        <Paper withBorder p="lg" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <Text>{t('drop')}</Text>
          <Group mt="sm">
            <ChooseFiles onChange={take}>
              {(props) => (
                <Button {...props} variant={chosen ? 'default' : 'filled'} loading={busy === 'reading'}>
                  {chosen ? t('other') : t('choose')}
                </Button>
              )}
            </ChooseFiles>
            <Button component={Link} to="/verify-file" variant="default">
              {t('check')}
            </Button>
          </Group>
        </Paper>
        {chosen ? (
          <dl className={classes.facts}>
            <dt>{t('file')}</dt>
            <dd>{chosen.name}</dd>
            <dt>{t('size')}</dt>
            <dd>{sizeText(chosen.bytes.length)}</dd>
            <dt>{t('hash')}</dt>
            <dd style={{ overflowWrap: 'anywhere' }}>{chosen.hash}</dd>
          </dl>
        ) : null}
        {chosen && !signed ? (
          <form onSubmit={submit} noValidate>
            <Stack align="flex-start">
              <div style={{ width: '100%', maxWidth: 420 }}>
                <PasswordAgain
                  value={password}
                  onChange={(value) => {
                    setPassword(value);
                    setFault(null);
                  }}
                  fault={fault}
                />
              </div>
              <Button type="submit" loading={busy === 'signing'}>
                {t('sign')}
              </Button>
            </Stack>
          </form>
        ) : null}
        <div role="status">
          {busy === 'signing' ? <LoadingState /> : null}
          {failure ? <Alert color="overdue">{failureText(failure)}</Alert> : null}
          {saved ? <Text mb="sm">{t('saved', { name: saved })}</Text> : null}
          {signed ? <ReportView report={signed.report} /> : null}
        </div>
        {chosen && signed ? (
          <Group>
            <Button variant="default" onClick={() => void save(chosen.name, signed.signature)}>
              {t('save')}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Page>
  );
}
