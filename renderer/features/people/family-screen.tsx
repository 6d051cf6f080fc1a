import { ActionIcon, Anchor, Button, Menu, Select, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import {
  ageOn,
  LEAVING_REASONS,
  type LeavingReason,
  type Membership,
  membershipsOf,
  RELATIONS,
  type Relation,
} from '#shared/domain/casework/household.ts';
import { checkPhone } from '#shared/domain/casework/pinfl.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { ProgrammeSection } from '../../casework/programme-section.tsx';
import { useRecord } from '../../data/react.tsx';
import { ActDialog } from '../../documents/act-dialog.tsx';
import docs from '../../documents/documents.module.css';
import { useOffice, usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useLanguage } from '../../i18n/index.ts';
import { DayField, EmptyState, LoadingState, Page } from '../../ui/index.ts';
import { changeRelation, editFamily, editPerson, type Family, leaveFamily } from './acts.ts';
import classes from './people.module.css';
import { nameOf, usePeopleAndFamilies } from './use-families.ts';

type Asking =
  | { readonly kind: 'leave' | 'relation'; readonly member: Membership; readonly name: string }
  | { readonly kind: 'edit' };

/** A family: where it lives, who is in it, who was. */
export function FamilyScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['people', 'common']);
  const language = useLanguage();
  const today = useToday();
  const family = useRecord('households', id);
  const { people } = usePeopleAndFamilies();
  const { nameOf: staffName } = usePeopleOfOffice();
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
  const present = all.filter((one) => !one.left);
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
          <Button variant="default" onClick={() => setAsking({ kind: 'edit' })}>
            {t('edit')}
          </Button>
          <Button variant="default" component={Link} to={`/families/${id}/card`}>
            {t('card.title')}
          </Button>
        </>
      }
    >
      <div style={{ maxWidth: 1040 }}>
        {body.phone || body.note ? (
          <dl className={docs.facts}>
            {body.phone ? (
              <>
                <dt>{t('field.phone')}</dt>
                <dd>{body.phone}</dd>
              </>
            ) : null}
            {body.note ? (
              <>
                <dt>{t('field.note')}</dt>
                <dd style={{ whiteSpace: 'pre-wrap' }}>{body.note}</dd>
              </>
            ) : null}
          </dl>
        ) : null}
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
                const age = ageOn(person?.birthDate, today);
                const name = nameOf(person);
                return (
                  <tr key={member.id}>
                    <td>
                      <Anchor component={Link} to={`/person/${member.personId}`}>
                        {name || t('unknownPerson')}
                      </Anchor>
                      {person?.diedOn ? <Text size="sm">{t('diedOn', { day: formatDay(person.diedOn) })}</Text> : null}
                    </td>
                    <td>{t(`relation.${member.relation}`)}</td>
                    <td>
                      {formatDay(person?.birthDate)}
                      {age === null || person?.diedOn ? '' : ` · ${t('years', { count: age })}`}
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
      {asking?.kind === 'edit' ? <EditDialog family={family} onClose={close} /> : null}
    </Page>
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
  const person = useRecord('people', member.personId);
  const [why, setWhy] = useState<LeavingReason>('moved');
  const [on, setOn] = useState<string | undefined>(today);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const fault = !on
    ? t('common:form.required')
    : on > today || (member.from && on < member.from)
      ? t('leave.dayWrong')
      : null;
  const go = async () => {
    setTried(true);
    if (fault || busy) return;
    setBusy(true);
    const context = office.context();
    const died =
      why === 'died' && person && !person.body.diedOn && on
        ? editPerson(person, { diedOn: on }, { source: 'said', detail: note }, context)
        : [];
    const failure = await office.act(
      [leaveFamily(family, member, { why, on, note }, context), ...died],
      t('done.left'),
    );
    setBusy(false);
    if (failure === null) onClose();
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
        onChange={(value) => value && setWhy(value as LeavingReason)}
        allowDeselect={false}
        data-autofocus
      />
      <DayField
        label={t('leave.on')}
        value={on}
        today={today}
        max={today}
        onChange={setOn}
        error={tried ? fault : null}
      />
      <TextInput
        label={`${t('leave.note')} ${t('common:form.optional')}`}
        description={t('leave.noteHint')}
        value={note}
        maxLength={300}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </ActDialog>
  );
}

function RelationDialog({ family, member, name, onClose }: MemberDialogProps) {
  const { t } = useTranslation('people');
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
    const failure = await office.act(changeRelation(family, member, relation, office.context()), t('done.changed'));
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

function EditDialog({ family, onClose }: { readonly family: Family; readonly onClose: () => void }) {
  const { t } = useTranslation(['people', 'common']);
  const office = useOffice();
  const [address, setAddress] = useState(family.body.address);
  const [phone, setPhone] = useState(family.body.phone ?? '');
  const [note, setNote] = useState(family.body.note ?? '');
  const [busy, setBusy] = useState(false);
  const phoneWrong = phone.trim() !== '' && !checkPhone(phone).ok;
  const go = async () => {
    if (address.trim() === '' || phoneWrong || busy) return;
    setBusy(true);
    const changes = editFamily(family, { address, phone, note }, office.context());
    const failure = changes.length === 0 ? null : await office.act(changes, t('done.changed'));
    setBusy(false);
    if (failure === null) onClose();
  };
  return (
    <ActDialog
      title={t('editFamily')}
      verb={t('common:action.save')}
      busy={busy}
      onDo={() => void go()}
      onClose={onClose}
    >
      <TextInput
        label={t('field.address')}
        value={address}
        maxLength={300}
        onChange={(event) => setAddress(event.currentTarget.value)}
        error={address.trim() === '' ? t('common:form.required') : null}
        data-autofocus
      />
      <TextInput
        label={t('field.phone')}
        value={phone}
        maxLength={40}
        onChange={(event) => setPhone(event.currentTarget.value)}
        error={phoneWrong ? t('phoneWrong') : null}
      />
      <Textarea
        label={t('field.note')}
        value={note}
        autosize
        minRows={2}
        maxLength={4000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </ActDialog>
  );
}
