import { useIdle } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import type { DeviceState, UnlockedSession } from '#shared/ipc/desktop-api.ts';
import { DataProvider } from '../data/react.tsx';
import type { DataClient } from '../ports/data.ts';
import { FirstRun } from '../features/first-run/index.ts';
import { SignIn } from '../features/sign-in/index.ts';
import { useFailureText } from '../i18n/index.ts';
import { clearKept, ErrorState, Gate, LoadingState, useGlobalHotkeys } from '../ui/index.ts';
import type { Composition } from './composition.ts';
import { createRouter } from './router.tsx';
import { type Session, SessionContext } from './session-context.ts';

/** Minutes without a key or a movement after which the laptop locks. */
const IDLE_MINUTES = 10;

type Phase =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'first-run' }
  | { readonly kind: 'locked'; readonly device: DeviceState; readonly why: 'start' | 'idle' | 'chosen' }
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'unlocked';
      readonly device: DeviceState;
      readonly unlocked: UnlockedSession;
      readonly data: DataClient;
    };

/** The session: loading, first run, locked, unlocked, and back to locked. */
export function App({ composition }: { readonly composition: Composition }) {
  const { t } = useTranslation();
  const toText = useFailureText();
  const [phase, setPhase] = useState<Phase>({ kind: 'loading' });
  const current = useRef<Phase>(phase);
  current.current = phase;

  const toGate = useCallback(
    async (why: 'start' | 'idle' | 'chosen') => {
      try {
        const device = await composition.secrets.state();
        setPhase(device.enrolled ? { kind: 'locked', device, why } : { kind: 'first-run' });
      } catch (error) {
        setPhase({ kind: 'failed', failure: toFailure(error) });
      }
    },
    [composition],
  );

  useEffect(() => {
    void toGate('start');
  }, [toGate]);

  const lock = useCallback(
    async (why: 'idle' | 'chosen') => {
      const before = current.current;
      if (before.kind !== 'unlocked') return;
      // The screens go first: nothing of the office stays in sight while the rest closes.
      setPhase({ kind: 'loading' });
      clearKept();
      try {
        await before.data.close();
      } finally {
        await composition.secrets.lock().catch(() => undefined);
        await toGate(why);
      }
    },
    [composition, toGate],
  );

  const lastUser = useRef<string | null>(null);
  const open = useCallback(
    async (unlocked: UnlockedSession) => {
      setPhase({ kind: 'opening' });
      // Whoever comes next begins at the beginning, not at the paper that another person left open.
      if (lastUser.current !== null && lastUser.current !== unlocked.user.id) window.location.replace('#/');
      lastUser.current = unlocked.user.id;
      try {
        const data = await composition.openSession(unlocked);
        const device = await composition.secrets.state();
        setPhase({ kind: 'unlocked', device, unlocked, data });
      } catch (error) {
        await composition.secrets.lock().catch(() => undefined);
        setPhase({ kind: 'failed', failure: toFailure(error) });
      }
    },
    [composition],
  );

  useEffect(
    () =>
      composition.onSystem((event) => {
        if (event === 'lock' || event === 'hide') void lock('chosen');
      }),
    [composition, lock],
  );

  switch (phase.kind) {
    case 'loading':
      return <LoadingState />;
    case 'opening':
      return <LoadingState>{t('sign-in:opening')}</LoadingState>;
    case 'failed':
      return (
        <Gate title={t('app.name')}>
          <ErrorState onRetry={() => void toGate('start')}>{toText(phase.failure)}</ErrorState>
        </Gate>
      );
    case 'first-run':
      return (
        <FirstRun
          secrets={composition.secrets}
          defaultServer={composition.defaultServer}
          onDone={() => void toGate('start')}
        />
      );
    case 'locked':
      return (
        <SignIn
          secrets={composition.secrets}
          device={phase.device}
          why={phase.why}
          onUnlocked={(unlocked) => void open(unlocked)}
        />
      );
    case 'unlocked':
      return <Unlocked composition={composition} phase={phase} lock={(why) => void lock(why)} />;
  }
}

function Unlocked({
  composition,
  phase,
  lock,
}: {
  readonly composition: Composition;
  readonly phase: Extract<Phase, { kind: 'unlocked' }>;
  readonly lock: (why: 'idle' | 'chosen') => void;
}) {
  const idle = useIdle(IDLE_MINUTES * 60_000, { initialState: false });
  useEffect(() => {
    if (idle) lock('idle');
  }, [idle, lock]);
  useGlobalHotkeys([['mod+L', () => lock('chosen')]]);

  const { device, unlocked, data } = phase;
  const session = useMemo<Session | null>(
    () =>
      device.enrolment && {
        user: unlocked.user,
        office: device.enrolment.office,
        lane: device.enrolment.lane,
        device,
        publicKey: unlocked.publicKey,
        secrets: composition.secrets,
        emergencies: composition.emergencies,
        files: composition.files,
        notices: composition.notices,
        national: composition.national,
        lock: () => lock('chosen'),
      },
    [composition, device, unlocked, lock],
  );
  const router = useMemo(() => createRouter(unlocked.user.role), [unlocked.user.role]);
  if (!session) return null;
  return (
    <SessionContext.Provider value={session}>
      <DataProvider client={data}>
        <RouterProvider router={router} />
      </DataProvider>
    </SessionContext.Provider>
  );
}
