import { Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OFFICE_KEY_ALGORITHM } from '#shared/domain/documents/signing.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import type { FileReport } from '#shared/pki/verify.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useRecord, useRecords, useSyncStatus } from '../../data/react.tsx';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { showDone, showFailure } from '../../ui/index.ts';
import { ActDialog } from '../act-dialog.tsx';
import { useOffice } from '../office.ts';
import classes from '../documents.module.css';
import { PasswordAgain } from '../password-again.tsx';
import { reportLines, writeBundle } from './bundle.ts';
import { loadSheetFonts, readSignedFile, signedFileOf } from './certify.ts';
import { ReportView } from './report-view.tsx';
import { lacksTimestamp, stampPaper } from './timestamping.ts';
import { AUTHORITY_ID, trustOf } from './trust.ts';
import { useCertify } from './use-certify.ts';

type Checked =
  | { readonly kind: 'checking' }
  | { readonly kind: 'checked'; readonly file: Uint8Array; readonly report: FileReport }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The paper as a signed file: checked here, offline, against the ministry's certificates; saved with its proof. */
export function CertifiedBlock({ paper, level }: { readonly paper: RecordOf<'documents'>; readonly level: 2 | 3 }) {
  const { t } = useTranslation(['certified', 'common']);
  const { user, publicKey, files, secrets } = useSession();
  const office = useOffice();
  const { connection } = useSyncStatus();
  const data = useData();
  const language = useLanguage();
  const failureText = useFailureText();
  const authority = useRecord('catalogues', AUTHORITY_ID);
  const signatures = useRecords({ collection: 'signatures', prefix: paper.id, limit: 100 });
  const trust = useMemo(() => trustOf(authority?.body.data), [authority]);
  const signed = useMemo(() => signedFileOf(paper), [paper]);
  const keys = useMemo(
    () =>
      (signatures ?? [])
        .filter((one) => one.body.documentId === paper.id && one.body.algorithm === OFFICE_KEY_ALGORITHM)
        .map((one) => one.body.publicKey),
    [signatures, paper.id],
  );
  const [checked, setChecked] = useState<Checked | null>(null);
  const [again, setAgain] = useState(0);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const hash = signed?.hash;
  useEffect(() => {
    if (!signed || !data.files || authority === undefined) {
      setChecked(null);
      return undefined;
    }
    let gone = false;
    setChecked({ kind: 'checking' });
    const run = async () => {
      const file = await readSignedFile(data, paper.id, signed);
      const { verifyFile } = await import('#shared/pki/verify.ts');
      const report = verifyFile({ file, trust, now: Date.now(), ...(keys.length > 0 ? { expectedKeys: keys } : {}) });
      if (!gone) setChecked({ kind: 'checked', file, report });
    };
    run().catch((error: unknown) => gone || setChecked({ kind: 'failed', failure: toFailure(error) }));
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the hash is the file
  }, [hash, data, paper.id, trust, keys, again]);
  if (!data.files) return null;

  const report = checked?.kind === 'checked' ? checked.report : null;
  const signedHere = keys.includes(publicKey);
  const inFile = report?.signatures.some((one) => one.publicKey === publicKey) ?? false;
  const maySign = signedHere && (signed === null || (report !== null && !inFile));
  const name = `${(paper.body.number ?? t('paper')).replace(/[^\p{L}\p{N}-]+/gu, '-')}`;

  const doing = async (work: () => Promise<string | null>, done: string) => {
    if (busy) return;
    setBusy(true);
    try {
      if ((await work()) !== null) showDone(done);
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  const save = () =>
    void doing(
      async () => (checked?.kind === 'checked' ? files.saveFile(`${name}.pdf`, checked.file) : null),
      t('saved'),
    );
  const stamp = () =>
    void doing(async () => {
      const failure = await stampPaper({ data, secrets, context: office.context }, paper.id);
      if (failure) throw new CodedError(failure.code, failure.params);
      return 'stamped';
    }, t('stamp.done'));
  const mayStamp = inFile && report !== null && lacksTimestamp(report);
  const saveBundle = () =>
    void doing(async () => {
      if (checked?.kind !== 'checked') return null;
      const [{ writeReportPdf }, fonts] = await Promise.all([import('#shared/pdf/report.ts'), loadSheetFonts()]);
      const at = new Date();
      const facts = { number: paper.body.number ?? '', subject: paper.body.subject, at: at.toISOString() };
      const lines = reportLines(
        checked.report,
        facts,
        language,
        (key, values) => t(key, { ...values }),
        (code) => failureText({ code: code as Failure['code'] }),
      );
      const reportPdf = await writeReportPdf(
        lines,
        { title: t('report.title'), author: user.name, subject: paper.body.subject, language, at },
        fonts,
      );
      return files.saveFile(`${name}.zip`, writeBundle({ ...checked, trust, reportPdf }));
    }, t('bundleSaved'));

  return (
    <section className={classes.block}>
      <Title order={level}>{t('title')}</Title>
      {signed === null ? <Text>{trust.roots.length === 0 ? t('noAuthority') : t('none')}</Text> : null}
      {checked?.kind === 'checking' ? (
        <Text c="dimmed" role="status">
          {t('checking')}
        </Text>
      ) : null}
      {checked?.kind === 'failed' ? (
        <Group>
          <Text role="alert">{failureText(checked.failure)}</Text>
          <Button variant="default" onClick={() => setAgain((n) => n + 1)}>
            {t('common:action.retry')}
          </Button>
        </Group>
      ) : null}
      {report ? <ReportView report={report} /> : null}
      {mayStamp && connection !== 'online' ? <Text c="dimmed">{t('stamp.waits')}</Text> : null}
      <Group gap="xs" mt="xs">
        {report ? (
          <>
            <Button variant="default" onClick={save} disabled={busy}>
              {t('save')}
            </Button>
            <Button variant="default" onClick={saveBundle} loading={busy} disabled={trust.roots.length === 0}>
              {t('bundle')}
            </Button>
          </>
        ) : null}
        {mayStamp && connection === 'online' ? (
          <Button variant="default" onClick={stamp} loading={busy}>
            {t('stamp.verb')}
          </Button>
        ) : null}
        {maySign && trust.roots.length > 0 ? (
          <Button variant="default" onClick={() => setAsking(true)}>
            {signed ? t('addMine') : t('make')}
          </Button>
        ) : null}
      </Group>
      {asking ? <MakeDialog paperId={paper.id} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

/** Asks for the password again, and signs the file. */
function MakeDialog({ paperId, onClose }: { readonly paperId: string; readonly onClose: () => void }) {
  const { t } = useTranslation(['certified', 'paper']);
  const certify = useCertify();
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const failureText = useFailureText();
  const go = () => {
    if (password === '') {
      setFault(t('paper:sign.passwordNeeded'));
      return;
    }
    setBusy(true);
    void certify(paperId, password).then((failure) => {
      setBusy(false);
      if (failure) setFault(failureText(failure));
      else {
        showDone(t('made'));
        onClose();
      }
    });
  };
  return (
    <ActDialog title={t('make')} verb={t('paper:sign.verb')} busy={busy} onDo={go} onClose={onClose}>
      <Text>{t('makeWhat')}</Text>
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
