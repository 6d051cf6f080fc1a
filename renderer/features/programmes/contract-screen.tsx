import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useWords } from '../../casework/explanation.tsx';
import { programmeName } from '../../casework/programme-words.ts';
import { subjectOf, useProgrammes } from '../../casework/use-programmes.ts';
import { useRecord } from '../../data/react.tsx';
import { usePeopleOfOffice, useScript } from '../../documents/office.ts';
import classes from '../../documents/printed-sheet.module.css';
import { PrintedSheet } from '../../documents/printed-sheet.tsx';
import { EmptyState, LoadingState } from '../../ui/index.ts';

/** The social contract, as it is printed and signed by both sides. */
export function ContractScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation('programmes');
  const script = useScript();
  const { office } = useSession();
  const record = useRecord('programmeEntries', id);
  const programmes = useProgrammes();
  const words = useWords(programmes);
  const { staff } = usePeopleOfOffice();
  if (record === undefined || !programmes.ready) return <LoadingState />;
  if (record === null) return <EmptyState title={t('entry.gone')} order={1} />;
  const { body } = record;
  if (!body.contractNumber) {
    return (
      <EmptyState
        title={t('contract.notYet')}
        order={1}
        action={
          <Button component={Link} to={`/programmes/entry/${id}`}>
            {t('step.contract')}
          </Button>
        }
      />
    );
  }
  const subject = subjectOf(body);
  const name = programmes.nameOf(subject);
  const chair = staff.find((one) => one.body.role === 'chair');
  const basis = [
    body.minutesNumber
      ? `${t('entry.minutes')} ${t('entry.numbered', { number: body.minutesNumber, day: formatDay(body.minutesDate) })}`
      : '',
    body.decisionNumber
      ? `${t('entry.decision')} ${t('entry.numbered', { number: body.decisionNumber, day: formatDay(body.decisionDate) })}`
      : '',
    programmes.programmeOf(body)?.law ?? '',
  ].filter(Boolean);
  return (
    <PrintedSheet title={t('contract.title')} subtitle={name} fileName="ijtimoiy-shartnoma.pdf">
      <div className={classes.office}>{office.name[script]}</div>
      <h2>
        {t('contract.title')} № {body.contractNumber}
      </h2>
      <p>{formatDayLong(body.contractDate, words.language)}</p>
      <p>
        {t('contract.between', {
          office: office.name[script],
          name,
          programme: programmeName(body.programme, words),
        })}
      </p>
      <p>
        {t('contract.address')}: {programmes.addressOf(subject)}
      </p>
      <p>
        {t('contract.basis')}: {basis.join('; ')}
      </p>
      <h3>{t('contract.plan')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col" style={{ width: '7%' }}>
              №
            </th>
            <th scope="col">{t('form.need')}</th>
            <th scope="col">{t('form.help')}</th>
            <th scope="col" style={{ width: '20%' }}>
              {t('form.responsible')}
            </th>
            <th scope="col" style={{ width: '15%' }}>
              {t('form.due')}
            </th>
          </tr>
        </thead>
        <tbody>
          {(body.plan ?? []).map((item, at) => (
            <tr key={item.id}>
              <td>{at + 1}</td>
              <td>{item.need}</td>
              <td>{item.help}</td>
              <td>{item.responsible}</td>
              <td>{formatDay(item.due)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('contract.duties')}</h3>
      <p style={{ whiteSpace: 'pre-wrap' }}>{body.contractDuties || t('contract.noDuties')}</p>
      <div className={classes.foot}>
        <span>
          {t('contract.signOffice')}: {chair?.body.name ?? ''}
        </span>
        <span>____________________</span>
      </div>
      <div className={classes.foot}>
        <span>
          {t('contract.signFamily')}: {name}
        </span>
        <span>____________________</span>
      </div>
    </PrintedSheet>
  );
}
