import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { type DragEvent, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { checkIfNational } from '#shared/domain/documents/national/detached.ts';
import type { NationalCheck } from '#shared/domain/documents/national/pkcs7.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import { fromPem } from '#shared/pki/pem.ts';
import type { FileReport } from '#shared/pki/verify.ts';
import { useRecord } from '../../data/react.tsx';
import { NationalView } from '../../documents/certified/national-view.tsx';
import { ReportView } from '../../documents/certified/report-view.tsx';
import { AUTHORITY_ID, trustOf } from '../../documents/certified/trust.ts';
import { useFailureText } from '../../i18n/index.ts';
import { ChooseFiles, LoadingState, Page } from '../../ui/index.ts';

/** No signed file of an office is larger, and all of it has to be read at once. Bytes. */
const MAX_BYTES = 64 * 1_048_576;

/** Checks a signed PDF, or any file with its `.p7s`, against the certificates and lists that lie on this laptop. */
export function VerifyFileScreen() {
  const { t } = useTranslation(['verify-file', 'common']);
  const failureText = useFailureText();
  const authority = useRecord('catalogues', AUTHORITY_ID);
  const trust = useMemo(() => trustOf(authority?.body.data), [authority]);
  const [file, setFile] = useState<File | null>(null);
  const [signature, setSignature] = useState<File | null>(null);
  const [report, setReport] = useState<FileReport | null>(null);
  const [national, setNational] = useState<NationalCheck | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    setReport(null);
    setNational(null);
    setFailure(null);
    if (!file || authority === undefined) return undefined;
    let gone = false;
    setBusy(true);
    const run = async () => {
      const read = async (one: File) => {
        if (one.size > MAX_BYTES) {
          throw new CodedError('file_too_large_here', { name: one.name, limit: MAX_BYTES / 1_048_576 });
        }
        if (one.size === 0) throw new CodedError('file_empty', { name: one.name });
        return new Uint8Array(await one.arrayBuffer());
      };
      const [{ verifyFile }, { isZip, paperOfBundle }] = await Promise.all([
        import('#shared/pki/verify.ts'),
        import('#shared/pki/bundle.ts'),
      ]);
      const bytes = await read(file);
      const cms = signature ? fromPem(await read(signature)) : null;
      const check = cms && checkIfNational(cms, bytes);
      if (gone) return;
      if (check) {
        setNational(check);
        return;
      }
      const paper = cms === null && isZip(bytes) ? paperOfBundle(bytes, MAX_BYTES) : bytes;
      setReport(verifyFile({ file: paper, ...(cms ? { signature: cms } : {}), trust, now: Date.now() }));
    };
    run()
      .catch((error: unknown) => gone || setFailure(toFailure(error)))
      .finally(() => gone || setBusy(false));
    return () => {
      gone = true;
    };
  }, [file, signature, trust, authority]);

  const take = (files: readonly File[]) => {
    const beside = files.find((one) => /\.p7[sm]$/i.test(one.name)) ?? null;
    const chosen = files.find((one) => one !== beside) ?? null;
    if (files.length === 0) return;
    setFile(chosen);
    setSignature(beside);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  };
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <Stack gap="lg" maw={760}>
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the button inside does the same by keyboard */}
        <Paper withBorder p="lg" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <Text>{t('drop')}</Text>
          <Group mt="sm">
            <ChooseFiles onChange={take} multiple>
              {(props) => (
                <Button {...props} loading={busy}>
                  {t('choose')}
                </Button>
              )}
            </ChooseFiles>
            <Button component={Link} to="/sign-file" variant="default">
              {t('sign')}
            </Button>
            {file || signature ? <Text>{[file?.name, signature?.name].filter(Boolean).join(' + ')}</Text> : null}
          </Group>
        </Paper>
        {authority !== undefined && trust.roots.length === 0 ? <Alert color="due">{t('noAuthority')}</Alert> : null}
        <div role="status">
          {busy ? <LoadingState /> : null}
          {failure ? <Alert color="overdue">{failureText(failure)}</Alert> : null}
          {signature && !file ? <Alert color="due">{failureText({ code: 'signature_alone' })}</Alert> : null}
          {report ? <ReportView report={report} /> : null}
          {national ? <NationalView check={national} /> : null}
        </div>
      </Stack>
    </Page>
  );
}
