import { Button } from '@mantine/core';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { coverCode } from '#shared/domain/documents/cover-sheet.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord } from '../../data/react.tsx';
import { usePaperTitle } from '../../documents/paper-view.tsx';
import { useScript } from '../../documents/office.ts';
import { useFailureText } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { EmptyState, LoadingState, Page, showFailure, useHotkeys, useMainAction } from '../../ui/index.ts';
import { QrCode } from './qr-code.tsx';
import classes from './scans.module.css';

/** The cover sheet of a paper, to lie on the glass before its pages. */
export function CoverScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['scans', 'common', 'paper']);
  const { files } = useSession();
  const navigate = useNavigate();
  const failureText = useFailureText();
  const paper = useRecord('documents', id);
  const print = () => {
    files.print().catch((error: unknown) => showFailure(failureText(toFailure(error))));
  };
  useMainAction(paper ? print : null);
  useHotkeys([['Escape', () => void navigate(-1)]]);
  if (paper === undefined) return <LoadingState />;
  if (paper === null) {
    return (
      <EmptyState title={t('paper:gone.title')} order={1}>
        {t('paper:gone.hint')}
      </EmptyState>
    );
  }
  return (
    <Page
      title={t('cover.title')}
      subtitle={t('cover.hint')}
      actions={
        <>
          <Button onClick={print} title="Ctrl + Enter">
            {t('common:action.print')}
          </Button>
          <Button variant="default" onClick={() => void navigate(-1)}>
            {t('common:action.back')}
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <CoverSheet paper={paper} />
      </div>
      {createPortal(
        <div className={classes.printed} aria-hidden data-print>
          <CoverSheet paper={paper} />
        </div>,
        document.body,
      )}
    </Page>
  );
}

function CoverSheet({ paper }: { readonly paper: RecordOf<'documents'> }) {
  const { t } = useTranslation(['scans', 'documents']);
  const { office } = useSession();
  const script = useScript();
  const title = usePaperTitle();
  return (
    <div className={classes.cover}>
      <div className={classes.coverOffice}>{office.name[script]}</div>
      <div className={classes.coverTitle}>{t('cover.title')}</div>
      <QrCode text={coverCode(office.id, paper.id)} label={t('cover.code')} />
      <div className={classes.coverNumber}>{title(paper.body)}</div>
      <div>{t(`documents:journal.${paper.body.journal}`)}</div>
      <div>{formatDay(paper.body.regDate ?? paper.body.receivedDate)}</div>
      <div className={classes.coverSubject}>{paper.body.subject}</div>
      <div className={classes.coverHint}>{t('cover.use')}</div>
    </div>
  );
}
