import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../app/session-context.ts';
import { useFailureText } from '../i18n/index.ts';
import { Page, showDone, showFailure, useHotkeys, useMainAction } from '../ui/index.ts';
import classes from './printed-sheet.module.css';

/** A sheet as it is printed: seen on the screen, sent to the printer or saved as a PDF. */
export function PrintedSheet(props: {
  readonly title: string;
  readonly subtitle: string;
  /** Name that the PDF is offered under. */
  readonly fileName: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation(['common', 'print']);
  const { files } = useSession();
  const navigate = useNavigate();
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const doing = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  const print = () => void doing(() => files.print());
  useMainAction(print);
  useHotkeys([
    ['Escape', () => void navigate(-1)],
    ['mod+P', print],
  ]);
  return (
    <Page
      title={props.title}
      subtitle={props.subtitle}
      actions={
        <>
          <Button onClick={print} loading={busy} title="Ctrl + Enter">
            {t('common:action.print')}
          </Button>
          <Button
            variant="default"
            disabled={busy}
            onClick={() =>
              void doing(async () => {
                if ((await files.savePdf(props.fileName)) !== null) showDone(t('print:pdfSaved'));
              })
            }
          >
            {t('print:pdf')}
          </Button>
          <Button variant="default" onClick={() => void navigate(-1)}>
            {t('common:action.back')}
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <div className={classes.sheet}>
          <div className={classes.card}>{props.children}</div>
        </div>
      </div>
      {/* What goes to the printer stands outside the window's frame, which has the height of a screen. */}
      {createPortal(
        <div className={classes.printed} aria-hidden data-print>
          <div className={classes.card}>{props.children}</div>
        </div>,
        document.body,
      )}
    </Page>
  );
}
