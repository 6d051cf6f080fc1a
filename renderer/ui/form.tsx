import { Anchor, Text, Title } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMainAction } from './hotkeys.ts';
import classes from './ui.module.css';

const FIELDS =
  'input:not([type=hidden]):not(:disabled), textarea:not(:disabled), select:not(:disabled), button[type=submit]:not(:disabled)';

/** One column; Enter goes to the next field, Ctrl-Enter does the main action. */
export function FormColumn({
  onSubmit,
  label,
  children,
}: {
  readonly onSubmit: () => void;
  /** Accessible name of the form. */
  readonly label?: string;
  readonly children: ReactNode;
}) {
  useMainAction(onSubmit);
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    const target = event.target as HTMLElement;
    const plain = event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || event.defaultPrevented || target.tagName !== 'INPUT') return;
    // A list of choices takes Enter for itself while it is open.
    if (target.getAttribute('aria-expanded') === 'true') return;
    const fields = [...event.currentTarget.querySelectorAll<HTMLElement>(FIELDS)].filter(
      (field) => field.tabIndex >= 0,
    );
    const next = fields[fields.indexOf(target) + 1];
    // From the last field Enter does what the browser does: it submits.
    if (!next || next.tagName === 'BUTTON') return;
    event.preventDefault();
    next.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    // A browser must not keep what is typed, neither to offer it nor to restore its windows: it would lie there in the clear.
    <form
      className={classes.form}
      onSubmit={submit}
      onKeyDown={onKeyDown}
      noValidate
      autoComplete="off"
      aria-label={label}
    >
      {children}
    </form>
  );
}

/** The main action and its companions, always in sight below the fields. */
export function FormActions({ children }: { readonly children: ReactNode }) {
  return <div className={classes.formActions}>{children}</div>;
}

/** Says from where a filled-in value is known. */
export function KnownFrom({ children }: { readonly children: ReactNode }) {
  return <div className={classes.known}>{children}</div>;
}

/** Says that the half-filled form is kept. */
export function DraftSign({ keptAt }: { readonly keptAt: string | null }) {
  const { t } = useTranslation();
  return (
    <Text size="xs" c="dimmed" role="status">
      {keptAt ? t('draft.kept', { time: keptAt }) : t('draft.willKeep')}
    </Text>
  );
}

/** One fault of a form, with the id of its field. */
export interface FieldFault {
  readonly fieldId: string;
  readonly message: string;
}

/** All faults above the form, each a way to its field; takes the focus when it appears. */
export function ErrorSummary({ faults }: { readonly faults: readonly FieldFault[] }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const shown = faults.length > 0;
  useEffect(() => {
    if (shown) box.current?.focus();
  }, [shown]);
  if (!shown) return null;
  return (
    <div className={classes.errorSummary} role="alert" tabIndex={-1} ref={box}>
      <Title order={2}>{t('form.faults', { count: faults.length })}</Title>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.fieldId} ${fault.message}`}>
            <Anchor
              href={`#${fault.fieldId}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(fault.fieldId)?.focus();
              }}
            >
              {fault.message}
            </Anchor>
          </li>
        ))}
      </ul>
    </div>
  );
}
