import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { HOUSEHOLD_FIELDS } from '#shared/domain/access/fields.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import type { HouseholdRecord } from './casework-api.ts';
import { useHousehold } from './casework-queries.ts';
import { FieldList, HiddenNote } from './casework-words.tsx';
import { CaseLinks, Entries, RecordBeside, Section } from './record-beside.tsx';

/** A family: what the reader's level is shown of it. */
export function HouseholdBeside(props: {
  readonly officeId: string;
  readonly id: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('central');
  const query = useHousehold(props.officeId, props.id);
  const head = query.data?.members[0]?.name;
  return (
    <RecordBeside query={query} title={head ?? t('record.household')} onClose={props.onClose}>
      {query.data ? <Sheet record={query.data} officeId={props.officeId} /> : null}
    </RecordBeside>
  );
}

function Sheet({ record, officeId }: { readonly record: HouseholdRecord; readonly officeId: string }) {
  const { t } = useTranslation('central');
  return (
    <>
      <FieldList fields={HOUSEHOLD_FIELDS} body={record.fields} />
      <HiddenNote hidden={record.hidden} />
      <Section title={t('record.members')}>
        {record.members.map((one) => (
          <div key={one.personId}>
            <Anchor component={Link} to={`/people/${officeId}/${one.personId}`}>
              {one.name}
            </Anchor>{' '}
            {[t(`people:relation.${one.relation}`), formatDay(one.birthDate)].filter(Boolean).join(', ')}
          </div>
        ))}
        {record.membersNotShown > 0 ? (
          <Text c="dimmed">{t('record.notShown', { count: record.membersNotShown })}</Text>
        ) : null}
      </Section>
      <Entries entries={record.programmes} />
      <CaseLinks cases={record.cases} officeId={officeId} />
    </>
  );
}
