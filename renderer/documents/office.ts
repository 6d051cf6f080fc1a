import { useCallback, useEffect, useMemo, useState } from 'react';
import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import { type AppealSettings, readAppealSettings } from '#shared/domain/documents/appeals.ts';
import { createCalendar, type WorkingCalendar } from '#shared/domain/documents/calendar.ts';
import type { Journal } from '#shared/domain/documents/collections/documents/index.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../app/session-context.ts';
import { useData, useRecords, useStaff } from '../data/react.tsx';
import { useFailureText, useLanguage } from '../i18n/index.ts';
import type { Change } from '../ports/data.ts';
import { showDone, showFailure } from '../ui/index.ts';
import type { ActContext } from './acts.ts';
import type { Viewer } from './steps.ts';
import { type Given, giveUpNumber, type HeldInBook, type NumberingOffice, openNumbers, takeNumber } from './numbers.ts';

/** The office's present day. Follows midnight, so a program left open overnight doesn't show yesterday's terms. */
export function useToday(): string {
  const [today, setToday] = useState(() => dayOfMoment(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setToday(dayOfMoment(Date.now())), 30_000);
    return () => clearInterval(timer);
  }, []);
  return today;
}

/** What screens do: build an act, commit it, say how it ended. */
export interface Office {
  /** Who acts and when, for one act. */
  context(): ActContext;
  /**
   * Takes the next number of a journal for a paper, dated today. A number is never given twice; the same paper is given
   * the same number again, so that a save that failed or a crash leaves no gap. Rejects with `book_closed` where the
   * year's journal is closed.
   */
  takeNumber(journal: Journal, paperId: string): Promise<Given>;
  /** Gives up a number that was given for a paper which will not be: it stands in the journal as void, with the reason. */
  voidNumber(held: HeldInBook, reason: string): Promise<Failure | null>;
  /** Numbers of this laptop whose papers are not saved with them. */
  openNumbers(): Promise<readonly HeldInBook[]>;
  /** Commits one act. On success says `done`, if given; a refusal is shown in words. Resolves to the failure, or null. */
  act(changes: readonly Change[], done?: string): Promise<Failure | null>;
}

/** The acts of this session. */
export function useOffice(): Office {
  const { user, office, lane } = useSession();
  const data = useData();
  const failureText = useFailureText();
  const context = useCallback(
    (): ActContext => ({
      actor: { id: user.id, name: user.name, role: user.role },
      at: new Date().toISOString(),
      today: dayOfMoment(Date.now()),
      newId: () => data.newId(),
    }),
    [user, data],
  );
  const numbering = useMemo<NumberingOffice>(
    () => ({ id: user.officeId, index: Number(office.index), lane }),
    [user.officeId, office.index, lane],
  );
  const take = useCallback(
    (journal: Journal, paperId: string) => takeNumber(data, numbering, journal, paperId, dayOfMoment(Date.now())),
    [data, numbering],
  );
  const open = useCallback(() => openNumbers(data, numbering), [data, numbering]);
  const act = useCallback(
    async (changes: readonly Change[], done?: string): Promise<Failure | null> => {
      let failure: Failure | null = null;
      try {
        const result = await data.commit(changes);
        if (!result.ok) failure = result.failure;
      } catch (error) {
        failure = toFailure(error);
      }
      if (failure) showFailure(failureText(failure));
      else if (done) showDone(done);
      return failure;
    },
    [data, failureText],
  );
  const giveUp = useCallback(
    (held: HeldInBook, reason: string) => giveUpNumber(data, held, reason, context(), act),
    [data, act, context],
  );
  return useMemo(
    () => ({ context, takeNumber: take, openNumbers: open, voidNumber: giveUp, act }),
    [context, take, open, giveUp, act],
  );
}

/** The working calendar that the ministry keeps. */
export function useCalendar(): WorkingCalendar {
  const records = useRecords({ collection: 'catalogues', prefix: 'calendar', limit: 50 });
  return useMemo(() => createCalendar((records ?? []).map((record) => record.body.data as never)), [records]);
}

/** What the law on appeals leaves to the office. */
export function useAppealSettings(): AppealSettings {
  const records = useRecords({ collection: 'catalogues', prefix: 'settings', limit: 10 });
  return useMemo(() => readAppealSettings((records ?? []).map((record) => record.body.data as never)), [records]);
}

/** A member of the office's staff. */
export interface StaffMember {
  readonly id: string;
  readonly body: StaffBody;
}

/** The office's people, and their names by id; an id that the office doesn't know has no name. */
export function usePeopleOfOffice(): {
  readonly staff: readonly StaffMember[];
  readonly nameOf: (id: string | undefined) => string | undefined;
} {
  const byId = useStaff();
  return useMemo(
    () => ({
      staff: [...byId].map(([id, body]) => ({ id, body })),
      nameOf: (id) => (id === undefined ? undefined : byId.get(id)?.name),
    }),
    [byId],
  );
}

/** Whoever has unlocked, with the chair in whose place they act today. */
export function useViewer(): Viewer {
  const { user } = useSession();
  const byId = useStaff();
  const today = useToday();
  return useMemo(() => {
    const own = byId.get(user.id);
    const acting = own?.acting?.some((term) => term.from <= today && today <= term.to) ?? false;
    const chairs = [...byId].filter(([id, body]) => body.role === 'chair' && id !== user.id).map(([id]) => id);
    return { id: user.id, role: user.role, ...(acting ? { acting, standsFor: chairs } : {}) };
  }, [user, byId, today]);
}

/** The script in which the office's own names are shown. */
export function useScript(): 'latn' | 'cyrl' {
  const language = useLanguage();
  return language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn';
}
