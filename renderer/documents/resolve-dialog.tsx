import { Button, Checkbox, CloseButton, Group, MultiSelect, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '#shared/domain/language/dates.ts';
import { DayField } from '../ui/index.ts';
import { ActDialog } from './act-dialog.tsx';
import { type Clause, latestDue, resolvePaper } from './control-acts.ts';
import type { DialogProps } from './doing.ts';
import classes from './documents.module.css';
import { useExecutors } from './executors.ts';
import { useOffice } from './office.ts';
import { useAsked } from './use-asked.ts';

/** A clause that is being written: what is not chosen yet is empty. */
interface Draft {
  readonly key: number;
  readonly executorId: string | null;
  readonly coExecutorIds: readonly string[];
  readonly dueDate: string;
  readonly text: string;
}

/** A clause as it is kept: of the first only what was changed, so that the rest of it follows the paper. */
type KeptDraft = Pick<Draft, 'key'> & Partial<Draft>;

const EMPTY: Omit<Draft, 'key'> = { executorId: null, coExecutorIds: [], dueDate: '', text: '' };

/** The most clauses that a resolution may have. */
const MOST_CLAUSES = 30;

/** The chair's resolution: who, by when, what; in one clause or several. */
export function ResolveDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'common', 'control']);
  const office = useOffice();
  const executors = useExecutors();
  const { body } = props.paper;
  const asked = useAsked<{ clauses: readonly KeptDraft[]; control: boolean }>(
    `paper.${props.paper.id}.resolve`,
    props,
    { clauses: [{ key: 0 }], control: true },
  );
  const [tried, setTried] = useState(false);
  if (asked.values === null) return null;
  const { busy, run } = asked;
  const { clauses: kept, control } = asked.values;
  const offered: Omit<Draft, 'key'> = {
    executorId: body.executorId ?? null,
    coExecutorIds: body.coExecutorIds ?? [],
    dueDate: body.dueDate ?? '',
    text: body.resolution ?? t('resolve.usual'),
  };
  // Whoever was chosen may work here no longer.
  const worksHere = (id: string) => executors.some((choice) => choice.value === id);
  const drafts = kept.map((one): Draft => {
    const begun = one.key === 0 ? offered : EMPTY;
    const { executorId = begun.executorId, coExecutorIds } = one;
    return {
      ...begun,
      ...one,
      executorId: executorId === null || worksHere(executorId) ? executorId : begun.executorId,
      coExecutorIds: coExecutorIds?.filter(worksHere) ?? begun.coExecutorIds,
    };
  });
  const setDrafts = (clauses: readonly KeptDraft[]) => asked.set({ clauses });
  const from = body.receivedDate ?? body.regDate ?? '';
  const required = t('common:form.required');
  const dueFault = (due: string) => (!due ? required : due < from ? t('resolve.dueBefore') : null);
  const several = drafts.length > 1;
  const later = body.dueDate !== undefined && drafts.some(({ dueDate }) => dueDate && dueDate > (body.dueDate ?? ''));
  const set = (key: number, change: Partial<Draft>) =>
    setDrafts(kept.map((one) => (one.key === key ? { ...one, ...change } : one)));

  const resolve = () => {
    setTried(true);
    const clauses = drafts.flatMap(({ executorId, coExecutorIds, dueDate, text }, at): Clause[] =>
      executorId && dueDate && !dueFault(dueDate) && text.trim() !== ''
        ? [
            {
              clause: several ? String(at + 1) : '',
              executorId,
              coExecutorIds: coExecutorIds.filter((id) => id !== executorId),
              dueDate,
              text: text.trim(),
            },
          ]
        : [],
    );
    const [first, ...others] = clauses;
    if (!first || clauses.length < drafts.length) return;
    const moved = latestDue(clauses) !== body.dueDate;
    void run(() =>
      office.act(
        resolvePaper(
          props.paper,
          props.tasks,
          {
            clauses: [first, ...others],
            control: control ? 'on' : 'off',
            ...(moved ? { dueRule: 'resolution' } : {}),
          },
          office.context(),
        ),
        t('done.resolve'),
      ),
    );
  };
  return (
    <ActDialog title={t('step.resolve')} verb={t('resolve.verb')} busy={busy} onDo={resolve} onClose={props.onClose}>
      {drafts.map((draft, at) => {
        const fields = (
          <>
            <Select
              label={t('resolve.executor')}
              description={t('resolve.executorHint')}
              data={executors}
              value={draft.executorId}
              onChange={(executorId) => set(draft.key, { executorId })}
              searchable
              // Its choices belong to the dialog, for a screen reader too.
              comboboxProps={{ withinPortal: false }}
              data-autofocus={at === drafts.length - 1 ? true : undefined}
              nothingFoundMessage={t('resolve.nobody')}
              error={tried && !draft.executorId ? required : null}
              clearable={false}
            />
            <MultiSelect
              label={`${t('resolve.coExecutors')} ${t('common:form.optional')}`}
              data={executors.filter((choice) => choice.value !== draft.executorId)}
              value={[...draft.coExecutorIds]}
              onChange={(coExecutorIds) => set(draft.key, { coExecutorIds })}
              searchable
              comboboxProps={{ withinPortal: false }}
              nothingFoundMessage={t('resolve.nobody')}
            />
            <DayField
              label={t('fact.due')}
              description={body.dueDate ? t('resolve.lawDue', { day: formatDay(body.dueDate) }) : t('resolve.noLawDue')}
              value={draft.dueDate || undefined}
              onChange={(day) => set(draft.key, { dueDate: day ?? '' })}
              error={tried ? dueFault(draft.dueDate) : null}
            />
            <Textarea
              label={t('resolve.text')}
              autosize
              minRows={several ? 2 : 3}
              maxLength={several ? 1000 : 4000}
              value={draft.text}
              onChange={(event) => set(draft.key, { text: event.currentTarget.value })}
              error={tried && draft.text.trim() === '' ? required : null}
            />
          </>
        );
        if (!several) return <Stack key={draft.key}>{fields}</Stack>;
        return (
          <fieldset key={draft.key} className={classes.clause}>
            <legend>
              <Group gap="xs">
                {t('control:clause', { n: at + 1 })}
                <CloseButton
                  size="sm"
                  aria-label={t('control:resolve.removeClause', { n: at + 1 })}
                  onClick={() => setDrafts(kept.filter((one) => one.key !== draft.key))}
                />
              </Group>
            </legend>
            <Stack>{fields}</Stack>
          </fieldset>
        );
      })}
      {later ? (
        <Text size="sm" c="due.8" role="status">
          {t('resolve.later')}
        </Text>
      ) : null}
      <Group justify="space-between">
        <Checkbox
          label={t('control:resolve.control')}
          checked={control}
          onChange={(event) => asked.set({ control: event.currentTarget.checked })}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={drafts.length >= MOST_CLAUSES}
          onClick={() =>
            setDrafts([
              ...kept,
              {
                ...EMPTY,
                key: 1 + Math.max(...kept.map(({ key }) => key)),
                dueDate: drafts.at(-1)?.dueDate ?? '',
              },
            ])
          }
        >
          {t('control:resolve.addClause')}
        </Button>
      </Group>
    </ActDialog>
  );
}
