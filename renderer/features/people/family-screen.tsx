import { ActionIcon, Anchor, Button, Menu, Select, Text, TextInput, Title } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { isClosedForUse } from '#shared/domain/casework/consent.ts';
import { type DetailSection, HOUSEHOLD_SECTIONS } from '#shared/domain/casework/details.ts';
import {
  ageOn,
  isPresent,
  LEAVING_REASONS,
  type LeavingReason,
  type Membership,
  membershipsOf,
  membershipsOfPerson,
  membersOf,
  presentMembersOf,
  RELATIONS,
  type Relation,
} from '#shared/domain/casework/household.ts';
import { familyIncome, isIncomeUnknown } from '#shared/domain/casework/income.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { formatSom } from '#shared/domain/language/numbers.ts';
import { ProgrammeSection } from '../../casework/programme-section.tsx';
import { useData, useRecord } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { usePresenceSign } from '../../documents/presence.ts';
import { useLanguage } from '../../i18n/index.ts';
import { DayField, EmptyState, LoadingState, Page } from '../../ui/index.ts';
import {
  changeRelation,
  departFamily,
  departPeople,
  editFamily,
  editPerson,
  type Family,
  leaveFamily,
  returnFamily,
} from './acts.ts';
import { DetailsBlock, DetailsDialog } from './details.tsx';
import { DepartDialog, DepartedNote } from './moves.tsx';
import classes from './people.module.css';
import { nameOf, type People, usePeopleAndFamilies } from './use-families.ts';

type Asking =
  | { readonly kind: 'leave' | 'relation'; readonly member: Membership; readonly name: string }
  | { readonly kind: 'edit'; readonly section: DetailSection }
  | { readonly kind: 'depart' };

/** A family: where it lives, who is in it, who was. */
export function FamilyScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['people', 'common']);
  const language = useLanguage();
  const today = useToday();
  const family = useRecord('households', id);
  const { people } = usePeopleAndFamilies();
  const { nameOf: staffName } = usePeopleOfOffice();
  const data = useData();
  const office = useOffice();
  const presenceOf = usePresenceSign();
  const [asking, setAsking] = useState<Asking | null>(null);
  if (family === undefined) return <LoadingState />;
  if (family === null) {
    return (
      <EmptyState
        title={t('familyGone')}
        order={1}
        action={
          <Button component={Link} to="/people">
            {t('title')}
          </Button>
        }
      />
    );
  }
  const { body } = family;
  const all = membershipsOf(body);
  const present = membersOf(body, people.resolve);
  const past = all.filter((one) => one.left && one.left.why !== 'relation_changed' && one.left.why !== 'by_mistake');
  const close = () => setAsking(null);
  return (
    <Page
      title={t('familyTitle', { name: people.get(present[0]?.personId ?? '')?.familyName ?? body.address })}
      subtitle={body.address}
      actions={
        <>
          <Button component={Link} to={`/families/${id}/add`}>
            {t('addMember')}
          </Button>
          {body.departedOn ? (
            <Button
              variant="default"
              onClick={() =>
                void office.act(
                  returnFamily(family, { source: 'said', detail: '' }, office.context()),
                  t('depart.returned'),
                )
              }
            >
              {t('depart.return')}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setAsking({ kind: 'depart' })}>
              {t('depart.family')}
            </Button>
          )}
          <Button variant="default" component={Link} to={`/families/${id}/card`}>
            {t('card.title')}
          </Button>
        </>
      }
    >
      <div style={{ maxWidth: 1040 }}>
        <DepartedNote body={body} />
        {DWELLING.map((section) => (
          <DetailsBlock
            key={section.id}
            section={section}
            record={family}
            onEdit={() => setAsking({ kind: 'edit', section })}
          />
        ))}
        <section className={docs.block}>
          <Title order={2}>{t('people', { count: present.length })}</Title>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col">{t('relationToHead')}</th>
                <th scope="col">{t('field.birthDate')}</th>
                <th scope="col">{t('since')}</th>
                <th scope="col">{t('actions')}</th>
              </tr>
            </thead>
            <tbody>
              {present.map((member) => {
                const person = people.get(member.personId);
                const age = isPresent(person ?? {}) ? ageOn(person?.birthDate, today) : null;
                const name = nameOf(person);
                return (
                  <tr key={member.id}>
                    <td>
                      <Anchor component={Link} to={`/person/${member.personId}`}>
                        {name || t('unknownPerson')}
                      </Anchor>
                      {isPresent(person ?? {}) ? null : <Text size="sm">{presenceOf(person)}</Text>}
                      {person && isClosedForUse(person, today) ? <Text size="sm">{t('consent.closed')}</Text> : null}
                    </td>
                    <td>{t(`relation.${member.relation}`)}</td>
                    <td>
                      {formatDay(person?.birthDate)}
                      {age === null ? '' : ` · ${t('years', { count: age })}`}
                    </td>
                    <td>{formatDay(member.from)}</td>
                    <td>
                      <Menu position="bottom-end" withinPortal>
                        <Menu.Target>
                          <ActionIcon variant="subtle" size="lg" aria-label={`${t('common:action.more')}: ${name}`}>
                            <IconDots size={18} aria-hidden />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item onClick={() => setAsking({ kind: 'leave', member, name })}>
                            {t('leave.open')}
                          </Menu.Item>
                          <Menu.Item onClick={() => setAsking({ kind: 'relation', member, name })}>
                            {t('relationChange')}
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
        {INCOME.map((section) => (
          <DetailsBlock
            key={section.id}
            section={section}
            record={family}
            onEdit={() => setAsking({ kind: 'edit', section })}
          >
            <IncomeSum family={family} people={people} />
          </DetailsBlock>
        ))}
        <ProgrammeSection subject={{ kind: 'family', id }} />
        {past.length > 0 ? (
          <section className={docs.block}>
            <Title order={2}>{t('past')}</Title>
            <ul className={classes.past}>
              {past.map((member) => (
                <li key={member.id}>
                  <Anchor component={Link} to={`/person/${member.personId}`}>
                    {nameOf(people.get(member.personId)) || t('unknownPerson')}
                  </Anchor>
                  <span className={classes.quiet}>
                    {[
                      t(`relation.${member.relation}`),
                      t(`leave.why.${member.left?.why}`),
                      formatDay(member.left?.on),
                      member.left?.note,
                      staffName(member.left?.actor),
                      member.left ? formatMoment(member.left.at, language) : '',
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
      {asking?.kind === 'leave' ? <LeaveDialog family={family} {...asking} onClose={close} /> : null}
      {asking?.kind === 'relation' ? <RelationDialog family={family} {...asking} onClose={close} /> : null}
      {asking?.kind === 'edit' ? (
        <DetailsDialog
          keepAs={`family.${id}`}
          section={asking.section}
          record={family}
          isFamily
          changesOf={({ next, base, source }, context) => editFamily(family, next, source, context, base)}
          onClose={close}
        />
      ) : null}
      {asking?.kind === 'depart' ? (
        <DepartDialog
          keepAs={`family.${id}`}
          title={t('depart.family')}
          who={present.map((one) => nameOf(people.get(one.personId))).join(', ')}
          changesOf={(departure, source, context) =>
            departFamily(
              family,
              (personId) => people.get(personId),
              (personId) => data.index.householdsOf(personId),
              departure,
              source,
              context,
            )
          }
          onClose={close}
        />
      ) : null}
    </Page>
  );
}

const DWELLING: readonly DetailSection[] = HOUSEHOLD_SECTIONS.filter((section) => section.id === 'dwelling');
const INCOME: readonly DetailSection[] = HOUSEHOLD_SECTIONS.filter((section) => section.id === 'familyIncome');

/** What the family lives on, and what is not known of it. */
function IncomeSum({ family, people }: { readonly family: Family; readonly people: People }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const today = useToday();
  const members = presentMembersOf(family.body, (id) => people.get(id), people.resolve).map(({ personId }) => {
    const person = people.get(personId);
    return { name: nameOf(person), income: person?.income, age: ageOn(person?.birthDate, today) };
  });
  const income = familyIncome(members, family.body.otherIncome);
  const amount = (value: number) =>
    income.isComplete ? formatSom(value, language) : t('income.atLeast', { amount: formatSom(value, language) });
  const unknown = members.filter((one) => isIncomeUnknown(one)).map((one) => one.name || t('unknownPerson'));
  return (
    <>
      <dl className={docs.facts}>
        {members
          .filter((one) => one.income !== undefined)
          .map((one) => (
            <div key={one.name} style={{ display: 'contents' }}>
              <dt>{one.name}</dt>
              <dd>{formatSom(one.income ?? 0, language)}</dd>
            </div>
          ))}
        <dt>{t('income.all')}</dt>
        <dd>{amount(income.known)}</dd>
        <dt>{t('income.perHead')}</dt>
        <dd>{income.perHead === null ? t('notKnown') : amount(income.perHead)}</dd>
      </dl>
      {unknown.length > 0 ? (
        <Text size="sm" c="dimmed">
          {t('income.unknown', { names: unknown.join(', ') })}
        </Text>
      ) : null}
    </>
  );
}

interface MemberDialogProps {
  readonly family: Family;
  readonly member: Membership;
  readonly name: string;
  readonly onClose: () => void;
}

function LeaveDialog({ family, member, name, onClose }: MemberDialogProps) {
  const { t } = useTranslation(['people', 'common']);
  const office = useOffice();
  const today = useToday();
  const data = useData();
  const person = useRecord('people', data.index.resolve(member.personId));
  const empty = (): { why: LeavingReason; on: string; note: string } => ({ why: 'moved', on: today, note: '' });
  const form = useKeptForm(`family.${family.id}.leave.${member.id}`, empty);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  if (form.values === null) return null;
  const { why, on, note } = form.values;
  const fault = !on
    ? t('common:form.required')
    : on > today || (member.from && on < member.from)
      ? t('leave.dayWrong')
      : null;
  const noteFault = why === 'moved_away' && note.trim() === '' ? t('depart.toNeeded') : null;
  const go = async () => {
    setTried(true);
    if (fault || noteFault || busy) return;
    setBusy(true);
    const context = office.context();
    if (why === 'moved_away' && person && on) {
      const familiesOf = (id: string) => data.index.householdsOf(id);
      const source = { source: 'said' as const, detail: '' };
      const gone = departPeople([person], familiesOf, { on, to: note }, source, context);
      const failed = await office.act(gone, t('depart.done'));
      setBusy(false);
      if (failed !== null) return;
      await form.reset(empty());
      onClose();
      return;
    }
    const died =
      why === 'died' && person && !person.body.diedOn && on
        ? editPerson(person, { diedOn: on }, { source: 'said', detail: note }, context)
        : [];
    const failure = await office.act(
      [
        ...membershipsOfPerson(family.body, member.personId, data.index.resolve).map((one) =>
          leaveFamily(family, one, { why, on, note }, context),
        ),
        ...died,
      ],
      t('done.left'),
    );
    setBusy(false);
    if (failure !== null) return;
    await form.reset(empty());
    onClose();
  };
  return (
    <ActDialog
      title={`${t('leave.open')}: ${name}`}
      verb={t('leave.verb')}
      busy={busy}
      onDo={() => void go()}
      onClose={onClose}
    >
      <Select
        label={t('leave.whyLabel')}
        data={LEAVING_REASONS.filter((one) => one !== 'relation_changed').map((value) => ({
          value,
          label: t(`leave.why.${value}`),
        }))}
        value={why}
        onChange={(value) => value && form.set({ why: value as LeavingReason })}
        allowDeselect={false}
        data-autofocus
      />
      <DayField
        label={t('leave.on')}
        value={on || undefined}
        today={today}
        max={today}
        onChange={(day) => form.set({ on: day ?? '' })}
        error={tried ? fault : null}
      />
      <TextInput
        label={why === 'moved_away' ? t('depart.to') : `${t('leave.note')} ${t('common:form.optional')}`}
        description={t(why === 'moved_away' ? 'depart.toHint' : 'leave.noteHint')}
        value={note}
        maxLength={300}
        onChange={(event) => form.set({ note: event.currentTarget.value })}
        error={tried ? noteFault : null}
      />
    </ActDialog>
  );
}

function RelationDialog({ family, member, name, onClose }: MemberDialogProps) {
  const { t } = useTranslation('people');
  const { index } = useData();
  const office = useOffice();
  const [relation, setRelation] = useState<Relation>(member.relation);
  const [busy, setBusy] = useState(false);
  const hasHead = membershipsOf(family.body).some(
    (one) => !one.left && one.relation === 'head' && one.id !== member.id,
  );
  const fault = relation === 'head' && hasHead ? t('fault.second_head') : null;
  const go = async () => {
    if (relation === member.relation) {
      onClose();
      return;
    }
    if (fault || busy) return;
    setBusy(true);
    const context = office.context();
    const doubles = membershipsOfPerson(family.body, member.personId, index.resolve);
    const changes = [
      ...changeRelation(family, member, relation, context),
      ...doubles
        .filter((one) => one.id !== member.id)
        .map((one) => leaveFamily(family, one, { why: 'relation_changed', note: '' }, context)),
    ];
    const failure = await office.act(changes, t('done.changed'));
    setBusy(false);
    if (failure === null) onClose();
  };
  return (
    <ActDialog
      title={`${t('relationChange')}: ${name}`}
      verb={t('relationVerb')}
      busy={busy}
      onDo={() => void go()}
      onClose={onClose}
    >
      <Select
        label={t('relationToHead')}
        data={RELATIONS.map((value) => ({ value, label: t(`relation.${value}`) }))}
        value={relation}
        onChange={(value) => value && setRelation(value as Relation)}
        allowDeselect={false}
        error={fault}
        data-autofocus
      />
    </ActDialog>
  );
}
