import { Button, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { isOfficeRole } from '#shared/domain/access/roles.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { type CaseFilter, caseLoad, NOBODY, RUNNING_CASES } from '../../casework/case-rows.ts';
import { useCaseRows } from '../../casework/use-cases.ts';
import { useIndexState } from '../../data/react.tsx';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { EmptyState, LoadingState, Page, StateBadge, useKept } from '../../ui/index.ts';
import classes from './cases.module.css';

/** How the running cases are spread over the office's people, and what of them is overdue. */
export function LoadScreen() {
  const { t } = useTranslation(['cases', 'common']);
  const navigate = useNavigate();
  const today = useToday();
  const index = useIndexState();
  const rows = useCaseRows();
  const { staff, nameOf } = usePeopleOfOffice();
  const [, setFilter] = useKept<CaseFilter>('cases.filter', RUNNING_CASES);
  const loads = useMemo(
    () =>
      caseLoad(
        rows,
        staff.filter(({ body }) => body.active && isOfficeRole(body.role)).map(({ id }) => id),
      ),
    [rows, staff],
  );
  const show = (userId: string, overdue: boolean) => {
    setFilter({ ...RUNNING_CASES, worker: userId, overdue });
    void navigate('/cases');
  };
  const total = loads.reduce((sum, one) => sum + one.open + one.intake, 0);
  return (
    <Page
      title={t('load.title')}
      subtitle={t('load.asOf', { day: formatDay(today) })}
      actions={
        <Button component={Link} to="/cases" variant="default">
          {t('title')}
        </Button>
      }
    >
      {!index.ready ? (
        <LoadingState>{t('reading', { loaded: index.loaded, total: index.total })}</LoadingState>
      ) : total === 0 ? (
        <EmptyState title={t('empty.title')}>{t('empty.hint')}</EmptyState>
      ) : (
        <>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('column.worker')}</th>
                <th scope="col">{t('load.open')}</th>
                <th scope="col">{t('load.intake')}</th>
                <th scope="col">{t('load.overdue')}</th>
                <th scope="col">{t('load.pressing')}</th>
                <th scope="col">{t('load.worst')}</th>
                <th scope="col">{t('load.plans')}</th>
                <th scope="col">{t('load.cases')}</th>
              </tr>
            </thead>
            <tbody>
              {loads.map((load) => {
                const name = load.userId === NOBODY ? t('nobody') : (nameOf(load.userId) ?? load.userId);
                return (
                  <tr key={load.userId}>
                    <th scope="row">{name}</th>
                    <td>{load.open}</td>
                    <td>{load.intake}</td>
                    <td>{load.overdue > 0 ? <StateBadge tone="overdue">{load.overdue}</StateBadge> : 0}</td>
                    <td>{load.pressing}</td>
                    <td>{load.worst > 0 ? t('load.days', { count: load.worst }) : '—'}</td>
                    <td>{load.plans}</td>
                    <td>
                      {load.open + load.intake > 0 ? (
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={`${t('load.show')}: ${name}`}
                          onClick={() => show(load.userId, false)}
                        >
                          {t('load.show')}
                        </Button>
                      ) : null}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <Text c="dimmed" mt="md">
            {t('load.guarded')}
          </Text>
        </>
      )}
    </Page>
  );
}
