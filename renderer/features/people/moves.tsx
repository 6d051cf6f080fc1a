import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '#shared/domain/casework/facts.ts';
import { type Day, formatDay } from '#shared/domain/language/dates.ts';
import { ActDialog } from '../../documents/act-dialog.tsx';
import type { ActContext } from '../../documents/acts.ts';
import docs from '../../documents/documents.module.css';
import { useOffice, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import type { Change } from '../../ports/data.ts';
import { DayField } from '../../ui/index.ts';
import type { Departure } from './acts.ts';
import { SourceFields } from './details.tsx';

/** Says that somebody, or a family, does not live here any more, and where they went. */
export function DepartedNote({
  body,
}: {
  readonly body: { readonly departedOn?: Day | undefined; readonly departedTo?: string | undefined };
}) {
  const { t } = useTranslation('people');
  if (!body.departedOn) return null;
  return (
    <div className={docs.notice} data-tone="due" role="note">
      <p>
        {t('depart.note', { day: formatDay(body.departedOn) })} {body.departedTo}
      </p>
    </div>
  );
}

interface DepartForm extends Source {
  readonly on: string;
  readonly to: string;
}

/** Asks when somebody moved to another mahalla, where to, and who says so. */
export function DepartDialog(props: {
  readonly keepAs: string;
  readonly title: string;
  /** Who goes, in words. */
  readonly who: string;
  readonly changesOf: (departure: Departure, source: Source, context: ActContext) => readonly Change[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['people', 'common']);
  const today = useToday();
  const office = useOffice();
  const empty = (): DepartForm => ({ on: today, to: '', source: 'said', detail: '' });
  const form = useKeptForm<DepartForm>(`${props.keepAs}.depart`, empty);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { values } = form;
  if (values === null) return null;
  const dayFault = !values.on ? t('common:form.required') : values.on > today ? t('fault.day_in_future') : null;
  const toFault = values.to.trim() === '' ? t('common:form.required') : null;
  const go = async () => {
    setTried(true);
    if (busy || dayFault || toFault) return;
    setBusy(true);
    const changes = props.changesOf(
      { on: values.on, to: values.to.trim() },
      { source: values.source, detail: values.detail },
      office.context(),
    );
    const failure = await office.act(changes, t('depart.done'));
    setBusy(false);
    if (failure !== null) return;
    await form.reset(empty());
    props.onClose();
  };
  return (
    <ActDialog title={props.title} verb={t('leave.verb')} busy={busy} onDo={() => void go()} onClose={props.onClose}>
      <Text>{props.who}</Text>
      <Text size="sm" c="dimmed">
        {t('depart.hint')}
      </Text>
      <TextInput
        label={t('depart.to')}
        description={t('depart.toHint')}
        value={values.to}
        maxLength={300}
        onChange={(event) => form.set({ to: event.currentTarget.value })}
        error={tried ? toFault : null}
        data-autofocus
      />
      <DayField
        label={t('leave.on')}
        value={values.on || undefined}
        today={today}
        max={today}
        onChange={(on) => form.set({ on: on ?? '' })}
        error={tried ? dayFault : null}
      />
      <SourceFields source={values.source} detail={values.detail} onChange={form.set} />
    </ActDialog>
  );
}
