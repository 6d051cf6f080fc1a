import { Anchor, Button, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import type { CollectionName } from '#shared/registry/index.ts';
import type { Conflict } from '#shared/sync/operation.ts';
import { Covered } from '../../casework/covered.tsx';
import { toRecordPath } from '../../app/record-path.ts';
import { toFieldLabel, toValueText } from '../../app/record-text.ts';
import { useData, useRecord, useStaff, useSyncStatus } from '../../data/react.tsx';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { EmptyState, Page, showDone, showFailure } from '../../ui/index.ts';
import { canTakeOther, toSettlement } from './settle.ts';

/** Fields that two people filled differently while apart: both values side by side, one is chosen. */
export function ConflictsPage() {
  const { t } = useTranslation('conflicts');
  const data = useData();
  // The list changes with the records; the count in the status is what tells.
  const { conflicts } = useSyncStatus();
  const version = useSyncExternalStore(
    useCallback((listener) => data.index.subscribe(listener), [data]),
    () => data.index.documents(),
  );
  // oxlint-disable-next-line react/exhaustive-deps -- read again whenever the records or the count changed
  const entries = useMemo(() => data.conflicts(), [data, conflicts, version]);
  return (
    <Page title={t('title')} subtitle={entries.length > 0 ? t('count', { count: entries.length }) : undefined}>
      {entries.length === 0 ? (
        <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>
      ) : (
        <Stack gap="lg" maw={860}>
          <Text>{t('hint')}</Text>
          {entries.map((entry) => (
            <RecordConflicts key={`${entry.collection} ${entry.id}`} collection={entry.collection} id={entry.id} />
          ))}
        </Stack>
      )}
    </Page>
  );
}

function RecordConflicts({ collection, id }: { readonly collection: CollectionName; readonly id: string }) {
  const { t } = useTranslation(['conflicts', 'casework']);
  const record = useRecord(collection, id);
  if (!record || record.conflicts.length === 0) return null;
  const body = record.body as unknown as JsonObject;
  const path = toRecordPath(collection, id);
  const guarded = record.space === 'protected';
  const own = [body.number, body.subject, body.familyName, body.givenName]
    .filter((part): part is string => typeof part === 'string')
    .join(' · ');
  const named = own === '' ? t(`exchange:on.${collection}`) : own;
  const title = guarded ? [t('casework:protected'), body.number].filter(Boolean).join(' № ') : named;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2}>{title}</Title>
      {path ? (
        <Anchor component={Link} to={path}>
          {t('open')}
        </Anchor>
      ) : null}
      <Stack gap="lg" mt="md" align="stretch">
        <Covered when={guarded} of={title}>
          {record.conflicts.map((conflict) => (
            <OneConflict
              key={conflict.id}
              collection={collection}
              id={id}
              body={body}
              conflict={conflict}
              space={record.space}
            />
          ))}
        </Covered>
      </Stack>
    </Paper>
  );
}

function OneConflict(props: {
  readonly collection: CollectionName;
  readonly id: string;
  readonly body: JsonObject;
  readonly conflict: Conflict;
  readonly space?: 'protected' | undefined;
}) {
  const { t } = useTranslation('conflicts');
  const language = useLanguage();
  const toText = useFailureText();
  const data = useData();
  const staff = useStaff();
  const { collection, id, body, conflict } = props;
  const staffName = (staffId: string) => staff.get(staffId)?.name;
  const show = (value: Json) =>
    toValueText(conflict.field.split('.').at(-1) ?? '', value, { t: t as never, language, staffName });
  const takeable = canTakeOther(collection, conflict, body);
  const settle = async (choice: 'keep' | 'take') => {
    const result = await data.commit([
      { ...toSettlement(collection, { id, body }, conflict, choice), ...(props.space ? { space: props.space } : {}) },
    ]);
    if (result.ok) showDone(t('settled'));
    else showFailure(toText(result.failure));
  };
  const label = toFieldLabel(conflict.field, t as never);
  return (
    <div>
      <Title order={3}>{label}</Title>
      {conflict.base === null ? null : (
        <Text c="dimmed" size="xs">
          {t('before', { value: show(conflict.base) })}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} mt={8}>
        <Paper withBorder p="sm">
          <Text size="xs" c="dimmed">
            {t('kept')}: {t('by', { name: staffName(conflict.actor) ?? '', when: formatMoment(conflict.at, language) })}
          </Text>
          <Text my={8} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {show(conflict.kept)}
          </Text>
          <Button variant="default" onClick={() => void settle('keep')} aria-label={`${t('keep')}: ${label}`}>
            {t('keep')}
          </Button>
        </Paper>
        <Paper withBorder p="sm">
          <Text size="xs" c="dimmed">
            {t('other')}
          </Text>
          <Text my={8} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {show(conflict.other)}
          </Text>
          {takeable ? (
            <Button variant="default" onClick={() => void settle('take')} aria-label={`${t('take')}: ${label}`}>
              {t('take')}
            </Button>
          ) : (
            <Text size="xs">{t('onlyKeep')}</Text>
          )}
        </Paper>
      </SimpleGrid>
    </div>
  );
}
