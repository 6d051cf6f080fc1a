import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ageOn, membersOf } from '#shared/domain/casework/household.ts';
import { formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useRecord } from '../../data/react.tsx';
import { useScript, useToday } from '../../documents/office.ts';
import classes from '../../documents/printed-sheet.module.css';
import { PrintedSheet } from '../../documents/printed-sheet.tsx';
import { useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState } from '../../ui/index.ts';
import { nameOf, usePeopleAndFamilies } from './use-families.ts';

/** The card of a family, as it is printed. */
export function FamilyCardScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('people');
  const language = useLanguage();
  const script = useScript();
  const today = useToday();
  const { office, user } = useSession();
  const family = useRecord('households', id);
  const { people } = usePeopleAndFamilies();
  if (family === undefined) return <LoadingState />;
  if (family === null) return <EmptyState title={t('familyGone')} order={1} />;
  const { body } = family;
  const members = membersOf(body, people.resolve);
  return (
    <PrintedSheet title={t('card.title')} subtitle={body.address} fileName="oila-kartasi.pdf">
      <div className={classes.office}>{office.name[script]}</div>
      <h2>{t('card.title')}</h2>
      <table>
        <tbody>
          <tr>
            <th scope="row" style={{ width: '30%' }}>
              {t('field.address')}
            </th>
            <td>{body.address}</td>
          </tr>
          {body.phone ? (
            <tr>
              <th scope="row">{t('field.phone')}</th>
              <td>{body.phone}</td>
            </tr>
          ) : null}
          <tr>
            <th scope="row">{t('members')}</th>
            <td>{members.length}</td>
          </tr>
        </tbody>
      </table>
      <h3>{t('familyMembers')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col" style={{ width: '7%' }}>
              №
            </th>
            <th scope="col">{t('name')}</th>
            <th scope="col" style={{ width: '20%' }}>
              {t('relationToHead')}
            </th>
            <th scope="col" style={{ width: '18%' }}>
              {t('field.birthDate')}
            </th>
            <th scope="col" style={{ width: '20%' }}>
              {t('field.pinfl')}
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member, at) => {
            const person = people.get(member.personId);
            const age = ageOn(person?.birthDate, today);
            return (
              <tr key={member.id}>
                <td>{at + 1}</td>
                <td>{nameOf(person)}</td>
                <td>{t(`relation.${member.relation}`)}</td>
                <td>
                  {formatDay(person?.birthDate)}
                  {age === null ? '' : ` (${t('years', { count: age })})`}
                </td>
                <td>{person?.pinfl ?? ''}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className={classes.foot}>
        <span>{formatDayLong(today, language)}</span>
        <span>{user.name}</span>
        <span>____________________</span>
      </div>
    </PrintedSheet>
  );
}
