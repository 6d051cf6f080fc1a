import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Journal, JOURNALS } from '#shared/domain/documents/collections/documents/index.ts';
import {
  checkPattern,
  formatNumber,
  MAX_PATTERN,
  numberingId,
  patternsOf,
} from '#shared/domain/documents/numbering.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord } from '../../data/react.tsx';
import { useOffice, useToday } from '../../documents/office.ts';
import { useFailureText } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { FormActions, FormColumn, LoadingState, Page } from '../../ui/index.ts';
import classes from './books.module.css';

/** The patterns by which the office's numbers are written. */
export function NumberingScreen() {
  const { user } = useSession();
  const record = useRecord('catalogues', numberingId(user.officeId));
  if (record === undefined) return <LoadingState />;
  return <Patterns key={record ? 'own' : 'usual'} record={record} />;
}

function Patterns({ record }: { readonly record: RecordOf<'catalogues'> | null }) {
  const { t } = useTranslation(['books', 'documents', 'common']);
  const failureText = useFailureText();
  const { user, office: own, lane } = useSession();
  const office = useOffice();
  const today = useToday();
  const [patterns, setPatterns] = useState<Readonly<Record<Journal, string>>>(() => patternsOf(record?.body.data));
  const [busy, setBusy] = useState(false);
  const may = user.role === 'chair' || user.role === 'secretary';
  const faulty = JOURNALS.filter((journal) => checkPattern(patterns[journal]) !== null);
  const save = async () => {
    if (busy || faulty.length > 0) return;
    setBusy(true);
    await office.act(
      [
        record
          ? { collection: 'catalogues', docId: record.id, kind: 'patch', patch: { data: { ...patterns } } }
          : {
              collection: 'catalogues',
              docId: numberingId(user.officeId),
              kind: 'create',
              patch: { kind: 'numbering', title: t('numbering.title'), data: { ...patterns } },
            },
      ],
      t('numbering.saved'),
    );
    setBusy(false);
  };
  return (
    <Page title={t('numbering.title')} subtitle={t('numbering.what')}>
      <FormColumn onSubmit={() => void save()} label={t('numbering.title')}>
        <Text>{t('numbering.tokens')}</Text>
        <Stack className={classes.patterns}>
          {JOURNALS.map((journal) => {
            const fault = checkPattern(patterns[journal]);
            const sample = { journal, officeIndex: Number(own.index), lane, n: 57, year: Number(today.slice(0, 4)) };
            return (
              <TextInput
                key={journal}
                label={t(`documents:journal.${journal}`)}
                description={fault ? undefined : t('numbering.sample', { number: formatNumber(sample, patterns) })}
                value={patterns[journal]}
                maxLength={MAX_PATTERN}
                disabled={!may}
                onChange={(event) => setPatterns({ ...patterns, [journal]: event.currentTarget.value })}
                error={fault ? failureText({ code: fault }) : null}
              />
            );
          })}
        </Stack>
        <Text size="sm" c="dimmed">
          {t('numbering.later')}
        </Text>
        <FormActions>
          {may ? (
            <Button type="submit" loading={busy} disabled={faulty.length > 0} title="Ctrl + Enter">
              {t('common:action.save')}
            </Button>
          ) : null}
          <Anchor component={Link} to="/books">
            {t('command.books')}
          </Anchor>
        </FormActions>
      </FormColumn>
    </Page>
  );
}
