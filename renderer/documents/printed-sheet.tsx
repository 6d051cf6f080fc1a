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

/** Sends what {@link OnPrinter} holds to the printer, or saves it as a PDF; one at a time, with failures in words. */
export interface Printing {
  readonly busy: boolean;
  readonly print: () => void;
  readonly savePdf: () => void;
  /** Does other work of the page while neither can be pressed. */
  readonly doing: (work: () => Promise<unknown>) => Promise<void>;
}

/**
 * Printing of a page, with its keys: Ctrl-Enter and Ctrl-P print, Escape goes back.
 * @param fileName that the PDF is offered under; never with a person's name, whoever looks over a shoulder sees it
 * @param onBack what Escape does; null where it does nothing
 * @param ready whether there is something to print
 */
export function usePrinting(fileName: string, onBack: (() => void) | null, ready = true): Printing {
  const { t } = useTranslation('print');
  const { files } = useSession();
  const failureText = useFailureText();
  const [busy, setBusy] = useState(false);
  const doing = async (work: () => Promise<unknown>) => {
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
  const savePdf = () =>
    void doing(async () => {
      const name = `${fileName.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')}.pdf`;
      if ((await files.savePdf(name)) !== null) showDone(t('pdfSaved'));
    });
  useMainAction(ready ? print : null);
  useHotkeys([...(onBack ? [['Escape', onBack] as const] : []), ['mod+P', print]]);
  return { busy, print, savePdf, doing };
}

/** The two buttons of a page that prints. */
export function PrintButtons({ printing }: { readonly printing: Printing }) {
  const { t } = useTranslation(['common', 'print']);
  const { busy, print, savePdf } = printing;
  return (
    <>
      <Button onClick={print} loading={busy} title="Ctrl + Enter">
        {t('common:action.print')}
      </Button>
      <Button variant="default" disabled={busy} onClick={savePdf}>
        {t('print:pdf')}
      </Button>
    </>
  );
}

/** What goes to the printer stands outside the window's frame, which has the height of a screen. */
export function OnPrinter({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return createPortal(
    <div className={className ? `${classes.printed} ${className}` : classes.printed} aria-hidden data-print>
      {children}
    </div>,
    document.body,
  );
}

/** A paper as it lies on the desk: a sheet on the screen's ground. */
export function OnDesk({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <div className={classes.desk}>
      <div className={className ? `${classes.sheet} ${className}` : classes.sheet}>{children}</div>
    </div>
  );
}

/** A sheet as it is printed: seen on the screen, sent to the printer or saved as a PDF. */
export function PrintedSheet(props: {
  readonly title: string;
  readonly subtitle: string;
  /** Name that the PDF is offered under, without its ending. */
  readonly fileName: string;
  /** Switches of how the sheet looks. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('common');
  const navigate = useNavigate();
  const back = () => void navigate(-1);
  const printing = usePrinting(props.fileName, back);
  return (
    <Page
      title={props.title}
      subtitle={props.subtitle}
      actions={
        <>
          <PrintButtons printing={printing} />
          <Button variant="default" onClick={back}>
            {t('action.back')}
          </Button>
        </>
      }
    >
      {props.tools}
      <OnDesk>
        <div className={classes.card}>{props.children}</div>
      </OnDesk>
      <OnPrinter>
        <div className={classes.card}>{props.children}</div>
      </OnPrinter>
    </Page>
  );
}
