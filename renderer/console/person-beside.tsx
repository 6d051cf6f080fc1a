import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PERSON_FIELDS } from '#shared/domain/access/fields.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { PersonRecord } from './casework-api.ts';
import { usePerson } from './casework-queries.ts';
import { FieldList, HiddenNote } from './casework-words.tsx';
import { CaseLinks, Entries, RecordBeside, Section } from './record-beside.tsx';

/** A person: what the reader's level is shown of them. */
export function PersonBeside(props: { readonly officeId: string; readonly id: string; readonly onClose: () => void }) {
  const query = usePerson(props.officeId, props.id);
  const fields: JsonObject = query.data?.fields ?? {};
  return (
    <RecordBeside
      query={query}
      title={[fields.familyName, fields.givenName, fields.patronymic].filter(Boolean).join(' ')}
      onClose={props.onClose}
    >
      {query.data ? <Sheet record={query.data} officeId={props.officeId} /> : null}
    </RecordBeside>
  );
}

function Sheet({ record, officeId }: { readonly record: PersonRecord; readonly officeId: string }) {
  const { t } = useTranslation('central');
  return (
    <>
      <FieldList fields={PERSON_FIELDS} body={record.fields} without={['familyName', 'givenName', 'patronymic']} />
      <HiddenNote hidden={record.hidden} />
      <Section title={t('record.families')}>
        {record.households.map((one) => (
          <div key={one.id}>
            <Anchor component={Link} to={`/households/${officeId}/${one.id}`}>
              {one.name || one.address || t('record.household')}
            </Anchor>{' '}
            ({t(`people:relation.${one.relation}`)})
          </div>
        ))}
        {record.households.length === 0 ? <Text c="dimmed">{t('record.noFamily')}</Text> : null}
      </Section>
      <Entries entries={record.programmes} />
      <CaseLinks cases={record.cases} officeId={officeId} />
    </>
  );
}
