import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session-context.ts';
import { caseRowsOf } from '../../casework/use-cases.ts';
import { useData, useIndexState, useRecords, useSummaries } from '../../data/react.tsx';
import { useToday } from '../../documents/office.ts';
import { showNotice } from '../../ui/index.ts';
import { buildAgenda, buildCaseAgenda } from './agenda.ts';
import { newNotices, type Seen, seenOf } from './notices.ts';

/** Records come in bursts: what came within this time is told at once. */
const GATHER_MS = 3_000;

/**
 * Tells what has come while one works at something else: by the operating system where the window isn't in front, by a
 * word in the window where it is. Figures alone, never a name: a notice is read over shoulders and on locked screens.
 */
export function TodayNotices() {
  const { t } = useTranslation('today');
  const { user, notices } = useSession();
  const { index: records } = useData();
  const today = useToday();
  const index = useIndexState();
  const papers = useSummaries();
  const tasks = useRecords({ collection: 'tasks', prefix: '0|', limit: 5_000 });
  const ready = index.ready && tasks !== undefined;
  const subscribe = useCallback((listener: () => void) => records.subscribe(listener), [records]);
  const cases = useSyncExternalStore(subscribe, () => records.cases());
  const events = useSyncExternalStore(subscribe, () => records.eventChanges());
  const before = useRef<Seen | null>(null);
  useEffect(() => {
    if (!ready) return undefined;
    // Only when it is told: of 8,000 cases not with every save.
    const look = () =>
      seenOf(
        buildAgenda({ papers, tasks: tasks ?? [], viewer: user, today }),
        buildCaseAgenda(caseRowsOf(records, cases, events, today), user),
      );
    // What is there when one begins stands on the first page already.
    if (!before.current) {
      before.current = look();
      return undefined;
    }
    const timer = setTimeout(() => {
      const seen = look();
      const news = newNotices(before.current ?? seen, seen);
      before.current = seen;
      if (news.length === 0) return;
      const words = news.map(({ group, n }) => t(`notice.${group}`, { n })).join('. ');
      if (document.hasFocus()) showNotice(words);
      else {
        void notices.show(t('notice.title'), words).then(
          (shown) => shown || showNotice(words),
          () => showNotice(words),
        );
      }
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [ready, papers, tasks, cases, events, user, today, records, notices, t]);
  return null;
}
