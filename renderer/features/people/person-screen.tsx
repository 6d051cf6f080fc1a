import { Anchor, Button, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { type DetailSection, PERSON_SECTIONS } from '#shared/domain/casework/details.ts';
import { ageOn, isPresent, membershipsOf } from '#shared/domain/casework/household.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { MergedNote } from '../../casework/merged-note.tsx';
import { ProgrammeSection } from '../../casework/programme-section.tsx';
import { useData, useRecord, useSummaries } from '../../data/react.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, useToday } from '../../documents/office.ts';
import { PaperState } from '../../documents/paper-sign.tsx';
import { usePresenceSign } from '../../documents/presence.ts';
import { EmptyState, LoadingState, Page } from '../../ui/index.ts';
import { departPeople, editPerson, type Person, returnPerson } from './acts.ts';
import { ClosedNote, ConsentsBlock } from './consents.tsx';
import { DetailsBlock, DetailsDialog } from './details.tsx';
import { DepartDialog, DepartedNote } from './moves.tsx';
import classes from './people.module.css';
import { PhotoBlock } from './photo-block.tsx';
import { nameOf } from './use-families.ts';

type Asking = { readonly kind: 'edit'; readonly section: DetailSection } | { readonly kind: 'depart' };

/** A person: what is known, from where; what they agreed to; the families; the papers. */
export function PersonScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('people');
  const person = useRecord('people', id);
  if (person === undefined) return <LoadingState />;
  if (person === null) return <EmptyState title={t('personGone')} order={1} />;
  return <Loaded key={id} person={person} />;
}

function Loaded({ person }: { readonly person: Person }) {
  const { t } = useTranslation('people');
  const today = useToday();
  const data = useData();
  const office = useOffice();
  const presenceOf = usePresenceSign();
  const [asking, setAsking] = useState<Asking | null>(null);
  const { id, body } = person;
  const age = isPresent(body) ? ageOn(body.birthDate, today) : null;
  const name = nameOf(body);
  const close = () => setAsking(null);
  const familiesOf = (personId: string) => data.index.householdsOf(personId);
  return (
    <Page
      title={name}
      subtitle={[formatDay(body.birthDate), age === null ? '' : t('years', { count: age }), presenceOf(body)]
        .filter(Boolean)
        .join(' · ')}
      actions={
        body.departedOn ? (
          <Button
            variant="default"
            onClick={() =>
              void office.act(
                returnPerson(person, { cameFrom: '' }, { source: 'said', detail: '' }, office.context()),
                t('depart.returned'),
              )
            }
          >
            {t('depart.return')}
          </Button>
        ) : isPresent(body) ? (
          <Button variant="default" onClick={() => setAsking({ kind: 'depart' })}>
            {t('depart.person')}
          </Button>
        ) : null
      }
    >
      <div style={{ maxWidth: 900 }}>
        <MergedNote id={id} />
        <ClosedNote person={person} />
        <DepartedNote body={body} />
        <PhotoBlock person={person} name={name} />
        {PERSON_SECTIONS.map((section) => (
          <DetailsBlock
            key={section.id}
            section={section}
            record={person}
            onEdit={() => setAsking({ kind: 'edit', section })}
          />
        ))}
        <ConsentsBlock person={person} />
        <FamiliesBlock id={id} />
        <ProgrammeSection subject={{ kind: 'person', id }} />
        <PapersBlock id={id} />
      </div>
      {asking?.kind === 'edit' ? (
        <DetailsDialog
          keepAs={`person.${id}`}
          section={asking.section}
          record={person}
          changesOf={({ next, base, source }, context) => editPerson(person, next, source, context, base)}
          onClose={close}
        />
      ) : null}
      {asking?.kind === 'depart' ? (
        <DepartDialog
          keepAs={`person.${id}`}
          title={t('depart.person')}
          who={name}
          changesOf={(departure, source, context) => departPeople([person], familiesOf, departure, source, context)}
          onClose={close}
        />
      ) : null}
    </Page>
  );
}

/** Families that somebody is or was in. */
function FamiliesBlock({ id }: { readonly id: string }) {
  const { t } = useTranslation('people');
  const data = useData();
  const families = data.index.householdsOf(id);
  return (
    <section className={docs.block}>
      <Title order={2}>{t('families')}</Title>
      {families.length === 0 ? <Text c="dimmed">{t('noFamily')}</Text> : null}
      <ul className={classes.past}>
        {families.flatMap((family) =>
          membershipsOf(family.body)
            .filter((one) => data.index.recordsOf(id).includes(one.personId))
            .map((one) => (
              <li key={one.id}>
                <Anchor component={Link} to={`/families/${family.id}`}>
                  {family.body.address}
                </Anchor>
                <span className={classes.quiet}>
                  {[
                    t(`relation.${one.relation}`),
                    one.from ? t('sinceDay', { day: formatDay(one.from) }) : '',
                    one.left ? `${t(`leave.why.${one.left.why}`)} ${formatDay(one.left.on)}`.trim() : '',
                    one.left?.note,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </li>
            )),
        )}
      </ul>
    </section>
  );
}

/** The latest papers of somebody. */
function PapersBlock({ id }: { readonly id: string }) {
  const { t } = useTranslation('people');
  const { index } = useData();
  const papers = useSummaries();
  const own = useMemo(() => (papers ? index.papersOf(id).slice(0, 100) : []), [papers, index, id]);
  return (
    <section className={docs.block}>
      <Title order={2}>{t('papers')}</Title>
      {own.length === 0 ? <Text c="dimmed">{t('noPapers')}</Text> : null}
      <ul className={classes.past}>
        {own.map((paper) => (
          <li key={paper.id}>
            <Anchor component={Link} to={`/paper/${paper.id}`}>
              {[paper.number, paper.subject].filter(Boolean).join(' · ')}
            </Anchor>{' '}
            <PaperState state={paper.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}
