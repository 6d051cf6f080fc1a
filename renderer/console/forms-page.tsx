import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { labelIn } from '#shared/domain/documents/questions.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import {
  ConfirmAction,
  EmptyState,
  LoadingState,
  Page,
  showDone,
  showFailure,
  StateBadge,
  type Tone,
} from '../ui/index.ts';
import type { FormRow } from './casework-api.ts';
import { useForms } from './casework-queries.ts';
import { StaleNote } from './casework-words.tsx';
import { useConsole } from './context.ts';
import { readKeptForm } from './form-draft.ts';
import { AskFailed } from './frame.tsx';
import { FormPreview } from './form-preview.tsx';

interface FormState {
  readonly tone: Tone;
  readonly key: 'current' | 'withdrawn' | 'replaced' | 'later';
  readonly day: string | null;
}

/** How a version stands on a day, among the others of its form. */
function stateOf(row: FormRow, all: readonly FormRow[], today: string): FormState {
  const { validFrom, validTo } = row;
  if (validTo && validTo < today) return { tone: 'neutral', key: 'withdrawn', day: validTo };
  if (validFrom && validFrom > today) return { tone: 'due', key: 'later', day: validFrom };
  const later = all.some(
    (other) =>
      other.form.code === row.form.code &&
      other.form.version > row.form.version &&
      !(other.validTo && other.validTo < today) &&
      !(other.validFrom && other.validFrom > today),
  );
  return later ? { tone: 'neutral', key: 'replaced', day: null } : { tone: 'done', key: 'current', day: null };
}

/** Words for the kinds of cases that a form is for. */
export function useKindWords(): (kind: string) => string {
  const { t } = useTranslation('central');
  // A violence file is named as such inside it alone.
  return (kind) => t(kind === 'violence' ? 'value.formKind.violence' : `value.kind.${kind}`);
}

/** Casework forms with their versions: what assessments on laptops ask. */
export function FormsPage() {
  const { t } = useTranslation('central');
  const language = useLanguage();
  const { user } = useConsole();
  const { data, error, refetch } = useForms();
  const kindWords = useKindWords();
  const codes = [...new Set(data?.forms.map((one) => one.form.code))];
  const begun = readKeptForm(user.id, '');
  return (
    <Page
      title={t('place.forms')}
      subtitle={t('forms.hint')}
      actions={
        <Button component={Link} to="/forms/new" leftSection={<IconPlus size={16} aria-hidden />}>
          {t(begun ? 'forms.goOn' : 'forms.new')}
        </Button>
      }
    >
      {error && !data ? <AskFailed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <LoadingState /> : null}
      <StaleNote shown={error !== null && data !== undefined} />
      {data && codes.length === 0 ? <EmptyState title={t('forms.none')}>{t('forms.noneHint')}</EmptyState> : null}
      <Stack gap="xl" maw={980}>
        {codes.map((code) => {
          const versions = (data?.forms ?? [])
            .filter((one) => one.form.code === code)
            .toSorted((a, b) => b.form.version - a.form.version);
          const newest = versions[0];
          if (!newest || !data) return null;
          const name = labelIn(newest.form.title, language);
          return (
            <section key={code} aria-label={name}>
              <Group justify="space-between" align="flex-start" wrap="nowrap">
                <div>
                  <Title order={2}>{name}</Title>
                  <Text c="dimmed">{newest.form.kinds.map(kindWords).join(', ')}</Text>
                </div>
                <Button variant="default" component={Link} to={`/forms/${code}`} miw="max-content">
                  {t(readKeptForm(user.id, code) ? 'forms.goOn' : 'forms.change')}
                </Button>
              </Group>
              <Versions versions={versions} today={data.today} name={name} />
            </section>
          );
        })}
      </Stack>
    </Page>
  );
}

function Versions(props: { readonly versions: readonly FormRow[]; readonly today: string; readonly name: string }) {
  const { t } = useTranslation('central');
  const toText = useFailureText();
  const cache = useQueryClient();
  const { api } = useConsole();
  const [opened, setOpened] = useState<string | null>(null);
  const [asked, setAsked] = useState<FormRow | null>(null);
  const [busy, setBusy] = useState(false);
  const withdraw = async (row: FormRow) => {
    setBusy(true);
    try {
      await api.withdrawForm(row.id);
      await cache.invalidateQueries({ queryKey: ['forms'] });
      showDone(t('forms.withdrawDone'));
      setAsked(null);
    } catch (failed) {
      showFailure(toText(toFailure(failed)));
    } finally {
      setBusy(false);
    }
  };
  const shown = props.versions.find((row) => row.id === opened);
  return (
    <>
      <Table mt="xs" withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('forms.version')}</Table.Th>
            <Table.Th scope="col">{t('forms.fields')}</Table.Th>
            <Table.Th scope="col">{t('forms.state')}</Table.Th>
            <Table.Th scope="col">{t('duty.actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.versions.map((row) => {
            const state = stateOf(row, props.versions, props.today);
            return (
              <Table.Tr key={row.id}>
                <Table.Td>{row.form.version}</Table.Td>
                <Table.Td>{row.form.fields.filter((field) => field.kind !== 'heading').length}</Table.Td>
                <Table.Td>
                  <StateBadge tone={state.tone}>
                    {t(`forms.${state.key}`, state.day ? { day: formatDay(state.day) } : {})}
                  </StateBadge>
                </Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-expanded={opened === row.id}
                      onClick={() => setOpened(opened === row.id ? null : row.id)}
                    >
                      {t('forms.view')}
                    </Button>
                    {state.key === 'withdrawn' ? null : (
                      <Button variant="default" size="compact-sm" onClick={() => setAsked(row)}>
                        {t('forms.withdraw')}
                      </Button>
                    )}
                  </Group>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      {shown ? <FormPreview key={shown.id} form={shown.form} /> : null}
      {asked ? (
        <ConfirmAction
          opened
          title={t('forms.withdrawTitle', { name: props.name, version: asked.form.version })}
          confirmLabel={t('forms.withdraw')}
          busy={busy}
          onClose={() => setAsked(null)}
          onConfirm={() => void withdraw(asked)}
        >
          <Text>{t('forms.withdrawText')}</Text>
        </ConfirmAction>
      ) : null}
    </>
  );
}
