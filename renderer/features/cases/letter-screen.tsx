import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import { LANGUAGES, type Language } from '#shared/domain/language/language.ts';
import { useSession } from '../../app/session-context.ts';
import { personName } from '../../casework/case-rows.ts';
import { usePeople } from '../../casework/use-cases.ts';
import { useRecord } from '../../data/react.tsx';
import { useToday } from '../../documents/office.ts';
import printed from '../../documents/printed-sheet.module.css';
import { PrintedSheet } from '../../documents/printed-sheet.tsx';
import { useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState } from '../../ui/index.ts';
import classes from './cases.module.css';
import { Guarded } from './guarded.tsx';
import { mayWriteLetter } from './steps.ts';

/** The letter that goes with a referral, as it is printed, in the language that it was written in. */
export function LetterScreen() {
  const { id = '', eventId = '' } = useParams();
  const { t, i18n } = useTranslation('cases');
  const own = useLanguage();
  const today = useToday();
  const { office, user } = useSession();
  const people = usePeople();
  const file = useRecord('cases', id);
  const event = useRecord('caseEvents', eventId);
  if (file === undefined || event === undefined) return <LoadingState />;
  if (!file || !event || event.body.kind !== 'referral') return <EmptyState title={t('gone')} order={1} />;
  if (!mayWriteLetter(file, today)) {
    return (
      <EmptyState title={t('letter.noConsent')} order={1}>
        {t('event.letterNeedsConsent')}
      </EmptyState>
    );
  }
  const { body } = event;
  const written = body.letterLanguage as Language | undefined;
  const language: Language = written && (LANGUAGES as readonly string[]).includes(written) ? written : own;
  const l = i18n.getFixedT(language, 'cases');
  const script = language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn';
  const guarded = file.body.kind === 'violence';
  const name = personName(people.get(file.body.personId ?? '')) || (file.body.clientName ?? '');
  return (
    <Guarded kind={file.body.kind}>
      <PrintedSheet title={t('letter.title')} subtitle={body.provider ?? ''} fileName="yollanma.pdf">
        <div lang={language}>
          <div className={printed.office}>{office.name[script]}</div>
          <h2>{l('letter.heading')}</h2>
          <p>
            {formatDayLong(body.on ?? today, language)}
            {file.body.number ? ` · № ${file.body.number}` : ''}
          </p>
          <p>
            {l('letter.to')}: {body.provider}
          </p>
          {/* In a violence file the letter is the survivor's own words: nothing is added to them. */}
          {guarded ? null : (
            <p>
              {l('letter.about')}: {name}
            </p>
          )}
          <p className={classes.letter}>{body.letter}</p>
          {body.due ? <p>{l('letter.answerBy', { day: formatDay(body.due) })}</p> : null}
          <div className={printed.foot}>
            <span>{user.name}</span>
            <span>____________________</span>
          </div>
          <table style={{ marginTop: 24 }}>
            <tbody>
              <tr>
                <th scope="row" style={{ width: '40%' }}>
                  {l('letter.receivedBy')}
                </th>
                <td>{body.receipt?.name ?? ''}</td>
              </tr>
              <tr>
                <th scope="row">{l('letter.receivedOn')}</th>
                <td>{[formatDay(body.receipt?.on), body.receipt?.number].filter(Boolean).join(' · № ')}</td>
              </tr>
              <tr>
                <th scope="row">{l('letter.signature')}</th>
                <td />
              </tr>
            </tbody>
          </table>
        </div>
      </PrintedSheet>
    </Guarded>
  );
}
