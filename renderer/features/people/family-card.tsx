import { Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { ageOn, presentMembersOf } from '#shared/domain/casework/household.ts';
import { familyIncome } from '#shared/domain/casework/income.ts';
import { type Rendering, renderIn } from '#shared/domain/documents/scripts.ts';
import { formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import { formatSom } from '#shared/domain/language/numbers.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord } from '../../data/react.tsx';
import { useScript, useToday } from '../../documents/office.ts';
import { ScriptSwitch } from '../../documents/paper-text.tsx';
import classes from '../../documents/printed-sheet.module.css';
import { PrintedSheet } from '../../documents/printed-sheet.tsx';
import { useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState } from '../../ui/index.ts';
import { PhotoOf } from './photo-block.tsx';
import { nameOf, type People, usePeopleAndFamilies } from './use-families.ts';

/** The card of a family, as it is printed: in the script of its words or in another, with photographs where wanted. */
export function FamilyCardScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('people');
  const family = useRecord('households', id);
  const { people } = usePeopleAndFamilies();
  const [rendering, setRendering] = useState<Rendering>('written');
  const [photos, setPhotos] = useState(false);
  if (family === undefined) return <LoadingState />;
  if (family === null) return <EmptyState title={t('familyGone')} order={1} />;
  return (
    <PrintedSheet
      title={t('card.title')}
      subtitle={family.body.address}
      fileName="oila-kartasi"
      tools={
        <Group mb="md" data-no-print>
          <ScriptSwitch text={family.body.address} value={rendering} onChange={setRendering} />
          <Checkbox
            label={t('card.photos')}
            checked={photos}
            onChange={(event) => setPhotos(event.currentTarget.checked)}
          />
        </Group>
      }
    >
      <Card body={family.body} people={people} rendering={rendering} photos={photos} />
    </PrintedSheet>
  );
}

function Card({
  body,
  people,
  rendering,
  photos,
}: {
  readonly body: HouseholdBody;
  readonly people: People;
  readonly rendering: Rendering;
  readonly photos: boolean;
}) {
  const own = useLanguage();
  const ownScript = useScript();
  // What the office wrote and the card's own words stand in one script.
  const language =
    rendering === 'cyrl' && own === 'uz-Latn' ? 'uz-Cyrl' : rendering === 'latn' && own === 'uz-Cyrl' ? 'uz-Latn' : own;
  const script = rendering === 'written' ? ownScript : rendering === 'cyrl' ? 'cyrl' : 'latn';
  const { i18n } = useTranslation();
  const t = i18n.getFixedT(language, 'people');
  const written = (text: string) => renderIn(text, rendering);
  const words = (key: string, values?: Readonly<Record<string, string | number>>) => {
    const text = t(key, values ?? {});
    return rendering === 'latn2026' && language === 'uz-Latn' ? renderIn(text, rendering) : text;
  };
  const today = useToday();
  const { office, user } = useSession();
  const members = presentMembersOf(body, (personId) => people.get(personId), people.resolve).map((member) => {
    const person = people.get(member.personId);
    return { ...member, person, age: ageOn(person?.birthDate, today), income: person?.income };
  });
  const income = familyIncome(members, body.otherIncome);
  const needs = body.housingNeeds?.map((code) => words(`option.housingNeeds.${code}`)).join(', ');
  const rows: readonly (readonly [string, string | undefined])[] = [
    [words('field.address'), written(body.address)],
    [words('field.phone'), body.phone],
    [words('members'), String(members.length)],
    [words('field.housing'), body.housing && words(`option.housing.${body.housing}`)],
    [words('field.housingNeeds'), needs === '' ? words('noneOfThese') : needs],
    [
      words('income.perHead'),
      income.isComplete && income.perHead !== null ? formatSom(income.perHead, language) : undefined,
    ],
  ];
  const about = (person: PersonBody | undefined) =>
    [
      person?.work && words(`option.work.${person.work}`),
      person?.workplace && written(person.workplace),
      person?.disability && person.disability !== 'none' && words(`option.disability.${person.disability}`),
    ]
      .filter(Boolean)
      .join(', ');
  return (
    <div lang={language}>
      <div className={classes.office}>{office.name[script]}</div>
      <h2>{words('card.title')}</h2>
      <table>
        <tbody>
          {rows
            .filter(([, value]) => value !== undefined)
            .map(([label, value]) => (
              <tr key={label}>
                <th scope="row" style={{ width: '30%' }}>
                  {label}
                </th>
                <td>{value}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <h3>{words('familyMembers')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col" style={{ width: photos ? '22mm' : '7%' }}>
              №
            </th>
            <th scope="col">{words('name')}</th>
            <th scope="col" style={{ width: '15%' }}>
              {words('relationToHead')}
            </th>
            <th scope="col" style={{ width: '15%' }}>
              {words('field.birthDate')}
            </th>
            <th scope="col" style={{ width: '18%' }}>
              {words('field.pinfl')}
            </th>
            <th scope="col" style={{ width: '20%' }}>
              {words('field.work')}
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map(({ id, personId, relation, person, age }, at) => (
            <tr key={id}>
              <td>
                {at + 1}
                {photos ? <PhotoOf personId={personId} name={nameOf(person)} /> : null}
              </td>
              <td>{written(nameOf(person))}</td>
              <td>{words(`relation.${relation}`)}</td>
              <td>
                {formatDay(person?.birthDate)}
                {age === null ? '' : ` (${words('years', { count: age })})`}
              </td>
              <td>{person?.pinfl ?? ''}</td>
              <td>{about(person)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.foot}>
        <span>{formatDayLong(today, language)}</span>
        <span>{written(user.name)}</span>
        <span>____________________</span>
      </div>
    </div>
  );
}
