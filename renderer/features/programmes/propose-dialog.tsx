import { Button, Checkbox, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fit } from '#shared/domain/casework/programmes/evaluate.ts';
import type { ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import { nameIn } from '#shared/domain/casework/programmes/rates.ts';
import { ClosedForUse } from '../../casework/closed-for-use.tsx';
import { OutcomeBadge } from '../../casework/entry-state.tsx';
import { useWords } from '../../casework/explanation.tsx';
import { closedOf, type Programmes, type Subject } from '../../casework/use-programmes.ts';
import { useData } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import { useOffice } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { DayField } from '../../ui/index.ts';
import { createEntry, type EntryRecord, proposeEntry } from './acts.ts';

interface Values {
  readonly category: string;
  readonly reason: string;
  readonly on: string | undefined;
  /** Numbers and days of papers that were brought, by the paper's place in the programme's list. */
  readonly brought: Readonly<Record<string, string>>;
}

/** Asks what a proposal needs: by which category, on which papers, and why where the criteria are not all met. */
export function ProposeDialog(props: {
  readonly subject: Subject;
  readonly version: ProgrammeVersion;
  readonly fit: Fit;
  readonly programmes: Programmes;
  /** A draft or a returned entry that is proposed again. */
  readonly entry?: EntryRecord;
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}) {
  const { t } = useTranslation(['programmes', 'common']);
  const { subject, version, fit, entry, programmes } = props;
  const words = useWords(programmes);
  const data = useData();
  const office = useOffice();
  const { today } = programmes;
  const { programme } = version;
  const best =
    fit.categories.find((one) => one.category.code === entry?.body.category) ??
    fit.categories.find((one) => one.outcome === 'meets') ??
    fit.categories.find((one) => one.outcome === 'unknown') ??
    fit.categories[0];
  const form = useKeptForm<Values>(`programmes.propose.${subject.id}.${programme.code}`, () => ({
    category: best?.category.code ?? '',
    reason: entry?.body.state === 'draft' ? (entry.body.reason ?? '') : '',
    on: today,
    brought: {},
  }));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { values } = form;
  if (!values) return null;
  const chosen = fit.categories.find((one) => one.category.code === values.category) ?? best;
  if (!chosen) return null;
  const closed = closedOf(programmes, subject);
  const needsReason = chosen.outcome !== 'meets';
  const faults = {
    reason: needsReason && values.reason.trim() === '' ? t('form.reasonNeeded') : null,
    on: !values.on ? t('common:form.required') : values.on > today ? t('form.inFuture') : null,
  };
  const go = async (as: 'draft' | 'proposed') => {
    setTried(true);
    if (busy || closed.own.length > 0 || !values.on || faults.on || (as === 'proposed' && faults.reason)) return;
    setBusy(true);
    const context = office.context();
    const proposal = {
      category: chosen.category.code,
      reason: values.reason,
      on: values.on,
      evidence: chosen.category.evidence.flatMap((names, at) => {
        const paper = values.brought[`${chosen.category.code} ${at}`];
        return paper === undefined ? [] : [{ what: nameIn(names, words.language), paper }];
      }),
    };
    const id = entry?.id ?? data.newId();
    const changes = entry
      ? proposeEntry(entry, version, fit, proposal, context)
      : createEntry(id, subject, version, fit, proposal, as, context);
    const failure = await office.act(changes, t(as === 'draft' ? 'done.draft' : 'done.propose'));
    setBusy(false);
    if (failure) return;
    await form.reset(values);
    props.onDone(id);
    props.onClose();
  };
  const bring = (key: string, paper: string | null) => {
    const { [key]: _, ...rest } = values.brought;
    form.set({ brought: paper === null ? rest : { ...rest, [key]: paper } });
  };
  return (
    <ActDialog
      title={`${t('propose')}: ${nameIn(programme.names, words.language)}`}
      verb={t('step.propose')}
      busy={busy}
      onDo={() => void go('proposed')}
      onClose={props.onClose}
    >
      <ClosedForUse closed={closed.own} as="refusal" />
      <ClosedForUse closed={closed.beside} as="warning" />
      <Select
        label={t('form.category')}
        data={fit.categories.map(({ category, outcome }) => ({
          value: category.code,
          label: `${nameIn(category.names, words.language)} (${t(`outcome.${outcome}`)})`,
        }))}
        value={chosen.category.code}
        onChange={(category) => category && form.set({ category })}
        allowDeselect={false}
        data-autofocus
      />
      <div>
        <OutcomeBadge outcome={chosen.outcome} />
      </div>
      <DayField
        label={t('form.proposedOn')}
        value={values.on}
        today={today}
        max={today}
        onChange={(on) => form.set({ on })}
        error={tried ? faults.on : null}
      />
      {chosen.category.evidence.length > 0 ? (
        <Stack gap="xs" role="group" aria-label={t('form.evidence')}>
          <Text size="sm" fw={500}>
            {t('form.evidence')}
          </Text>
          {chosen.category.evidence.map((names, at) => {
            const key = `${chosen.category.code} ${at}`;
            const paper = values.brought[key];
            const label = nameIn(names, words.language);
            return (
              <div key={key}>
                <Checkbox
                  label={label}
                  checked={paper !== undefined}
                  onChange={(event) => bring(key, event.currentTarget.checked ? '' : null)}
                />
                {paper === undefined ? null : (
                  <TextInput
                    mt={4}
                    ml={28}
                    aria-label={`${label}: ${t('form.evidencePaper')}`}
                    placeholder={t('form.evidencePaper')}
                    value={paper}
                    maxLength={300}
                    onChange={(event) => bring(key, event.currentTarget.value)}
                  />
                )}
              </div>
            );
          })}
        </Stack>
      ) : null}
      <Textarea
        label={needsReason ? t('form.reason') : `${t('form.reason')} ${t('common:form.optional')}`}
        description={needsReason ? t('form.reasonHint') : undefined}
        value={values.reason}
        maxLength={4000}
        autosize
        minRows={2}
        onChange={(event) => form.set({ reason: event.currentTarget.value })}
        error={tried ? faults.reason : null}
      />
      {entry ? null : (
        <div>
          <Button variant="subtle" onClick={() => void go('draft')} disabled={busy}>
            {t('form.saveDraft')}
          </Button>
        </div>
      )}
    </ActDialog>
  );
}
