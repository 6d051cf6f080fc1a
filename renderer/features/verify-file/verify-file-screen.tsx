import { Alert, Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { type DragEvent, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import type { FileReport } from '#shared/pki/verify.ts';
import { useRecord } from '../../data/react.tsx';
import { ReportView } from '../../documents/certified/report-view.tsx';
import { AUTHORITY_ID, trustOf } from '../../documents/certified/trust.ts';
import { useFailureText } from '../../i18n/index.ts';
import { LoadingState, Page } from '../../ui/index.ts';

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
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    setReport(null);
    setFailure(null);
    if (!file || authority === undefined) return undefined;
    let gone = false;
    setBusy(true);
    const run = async () => {
      if (file.size > MAX_BYTES) {
        setFailure({ code: 'file_too_large', params: { name: file.name, limit: MAX_BYTES / 1_048_576 } });
        return;
      }
      const read = async (one: File) => new Uint8Array(await one.arrayBuffer());
      const { verifyFile } = await import('#shared/pki/verify.ts');
      const input = { file: await read(file), ...(signature ? { signature: await read(signature) } : {}) };
      const result = verifyFile({ ...input, trust, now: Date.now() });
      if (!gone) setReport(result);
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
    if (chosen) setFile(chosen);
    if (beside || chosen) setSignature(beside);
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
            <FileButton onChange={take} multiple>
              {(props) => (
                <Button {...props} loading={busy}>
                  {t('choose')}
                </Button>
              )}
            </FileButton>
            {file ? <Text>{[file.name, signature?.name].filter(Boolean).join(' + ')}</Text> : null}
          </Group>
        </Paper>
        {authority !== undefined && trust.roots.length === 0 ? <Alert color="due">{t('noAuthority')}</Alert> : null}
        <div role="status">
          {busy ? <LoadingState /> : null}
          {failure ? <Alert color="overdue">{failureText(failure)}</Alert> : null}
          {report ? <ReportView report={report} /> : null}
        </div>
      </Stack>
    </Page>
  );
}
