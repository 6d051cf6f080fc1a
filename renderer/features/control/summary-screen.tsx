import { Button, SegmentedControl } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type ControlFigures, summariseControl } from '#shared/domain/documents/control.ts';
import { formatMoment } from '#shared/domain/language/dates.ts';
import { useSession } from '../../app/session-context.ts';
import { useUnitOf } from '../../documents/executors.ts';
import { usePeopleOfOffice, useToday } from '../../documents/office.ts';
import { useLanguage } from '../../i18n/index.ts';
import { EmptyState, LoadingState, Page, useHotkeys, useKept, useNow } from '../../ui/index.ts';
import classes from './control.module.css';
import { useControl } from './use-control.ts';

const FIGURES: readonly (keyof ControlFigures)[] = [
  'total',
  'running',
  'overdue',
  'soon',
  'reported',
  'lifted',
  'liftedLate',
  'helping',
];

/** Who has how much work under control, by person or by unit; each assignment is counted once. */
export function SummaryScreen() {
  const { t } = useTranslation(['control', 'common']);
  const navigate = useNavigate();
  const language = useLanguage();
  const { files } = useSession();
  const today = useToday();
  const now = useNow();
  const { nameOf } = usePeopleOfOffice();
  const unitOf = useUnitOf();
  const [by, setBy] = useKept<'person' | 'unit'>('control.summary', 'person');
  const { tasks, ready, cut } = useControl({ over: true });
  const summary = useMemo(
    () => summariseControl(tasks, today, by === 'person' ? (id) => id : unitOf),
    [tasks, today, by, unitOf],
  );
  useHotkeys([['Escape', () => void navigate('/control')]]);
  const label = (key: string) => (by === 'person' ? nameOf(key) : key) || t('summary.nobody');
  return (
    <Page
      title={t('summary.title')}
      subtitle={t(cut ? 'summary.asOfCut' : 'summary.asOf', { moment: formatMoment(now, language, { now }) })}
      actions={
        <Button variant="default" onClick={() => void files.print()}>
          {t('common:action.print')}
        </Button>
      }
      toolbar={
        <SegmentedControl
          aria-label={t('summary.by')}
          value={by}
          onChange={(value) => setBy(value as 'person' | 'unit')}
          data={[
            { value: 'person', label: t('summary.person') },
            { value: 'unit', label: t('summary.unit') },
          ]}
        />
      }
    >
      {ready ? (
        summary.rows.length === 0 ? (
          <EmptyState title={t('empty.all')}>{t('empty.hint')}</EmptyState>
        ) : (
          <div className={classes.scroller}>
            <table className={classes.table} aria-label={t('summary.title')}>
              <thead>
                <tr>
                  <th scope="col">{t(`summary.${by}`)}</th>
                  {FIGURES.map((figure) => (
                    <th key={figure} scope="col" data-figure>
                      {t(`figure.${figure}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {summary.rows.map((row) => (
                  <tr key={row.key}>
                    <th scope="row">{label(row.key)}</th>
                    {FIGURES.map((figure) => (
                      <td key={figure} data-figure>
                        {row[figure]}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">{t('summary.all')}</th>
                  {FIGURES.map((figure) => (
                    <td key={figure} data-figure>
                      {summary.all[figure]}
                    </td>
                  ))}
                </tr>
              </tfoot>
            </table>
            <p className={classes.muted}>{t('summary.once')}</p>
          </div>
        )
      ) : (
        <LoadingState />
      )}
    </Page>
  );
}
