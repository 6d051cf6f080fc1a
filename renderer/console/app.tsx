import { Alert, Button, Group, PasswordInput, TextInput, Title } from '@mantine/core';
import { useIdle } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createHashRouter, Navigate } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useFailureText } from '../i18n/index.ts';
import { clearKept, FormColumn, Gate } from '../ui/index.ts';
import { AnswersPage } from './answers-page.tsx';
import { createApi } from './api.ts';
import { caseworkRoutes } from './casework-routes.tsx';
import { ConsoleContext, type ConsoleState } from './context.ts';
import { DispatchPage } from './dispatch-page.tsx';
import { DispatchesPage } from './dispatches-page.tsx';
import { EmergencyPage } from './emergency-page.tsx';
import { ConsoleFrame, PageFailed } from './frame.tsx';
import { loadBrowserKey } from './key-store.ts';
import { LanguageRow } from './language-row.tsx';
import { OfficePage } from './office-page.tsx';
import { OfficesPage } from './offices-page.tsx';
import { PapersPage } from './papers-page.tsx';
import { ProgrammeEditorPage } from './programme-editor-page.tsx';
import { ProgrammePage, ProgrammesPage } from './programmes-page.tsx';
import { CorrectPage, SendPage } from './send-page.tsx';
import { type ConsoleSession, signIn } from './session.ts';

/** Minutes without a key or a movement after which the console signs out. */
const IDLE_MINUTES = 15;

function createRouter() {
  const route = (path: string, element: React.ReactNode) => ({ path, element, errorElement: <PageFailed /> });
  return createHashRouter([
    {
      path: '/',
      element: <ConsoleFrame />,
      errorElement: <PageFailed />,
      children: [
        { index: true, element: <Navigate to="/offices" replace /> },
        route('offices', <OfficesPage />),
        route('offices/:officeId', <OfficePage />),
        route('papers/:officeId?/:id?', <PapersPage />),
        ...caseworkRoutes.map(({ path, element }) => route(path, element)),
        route('sent', <DispatchesPage />),
        route('sent/new', <SendPage />),
        route('sent/:id', <DispatchPage />),
        route('sent/:id/answers', <AnswersPage />),
        route('sent/:id/correct', <CorrectPage />),
        route('programmes', <ProgrammesPage />),
        route('programmes/new', <ProgrammeEditorPage />),
        route('programmes/:id', <ProgrammePage />),
        route('programmes/:id/next', <ProgrammeEditorPage />),
        route('emergency', <EmergencyPage />),
        { path: '*', element: <Navigate to="/offices" replace /> },
      ],
    },
  ]);
}

/** The ministry's console: signed out or signed in. */
export function ConsoleApp() {
  const cache = useQueryClient();
  const [session, setSession] = useState<ConsoleSession | null>(null);
  const [ended, setEnded] = useState<Failure | null>(null);
  const leave = useCallback(
    (failure: Failure | null) => {
      setSession(null);
      setEnded(failure);
      cache.clear();
      clearKept();
    },
    [cache],
  );
  const state = useMemo<ConsoleState | null>(
    () =>
      session && {
        user: session.user,
        api: createApi(session),
        signOut: () => {
          void session.signOut();
          leave(null);
        },
      },
    [session, leave],
  );
  if (!state) {
    return (
      <SignIn
        ended={ended}
        onEnd={leave}
        onSignedIn={(next) => {
          setEnded(null);
          setSession(next);
        }}
      />
    );
  }
  return (
    <ConsoleContext.Provider value={state}>
      <SignedIn signOut={state.signOut} />
    </ConsoleContext.Provider>
  );
}

function SignedIn({ signOut }: { readonly signOut: () => void }) {
  const router = useMemo(() => createRouter(), []);
  const idle = useIdle(IDLE_MINUTES * 60_000, { initialState: false });
  useEffect(() => {
    if (idle) signOut();
  }, [idle, signOut]);
  return <RouterProvider router={router} />;
}

function SignIn(props: {
  readonly ended: Failure | null;
  readonly onEnd: (failure: Failure) => void;
  readonly onSignedIn: (session: ConsoleSession) => void;
}) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [missing, setMissing] = useState<'login' | 'password' | null>(null);
  const submit = async () => {
    if (busy) return;
    const empty = login.trim() === '' ? 'login' : password === '' ? 'password' : null;
    setMissing(empty);
    if (empty) return;
    setBusy(true);
    setFailure(null);
    try {
      props.onSignedIn(await signIn(await loadBrowserKey(), login.trim(), password, props.onEnd));
    } catch (error) {
      setFailure(toFailure(error));
      setPassword('');
      setBusy(false);
    }
  };
  const explain = (found: Failure) => {
    if (found.code === 'offline') return t('signIn.offline');
    if (found.code === 'forbidden') return t('signIn.notOfficer');
    return toText(found);
  };
  return (
    <Gate title={t('title')}>
      {props.ended ? (
        <Alert color="due" role="status">
          {toText(props.ended)}
        </Alert>
      ) : null}
      <FormColumn onSubmit={() => void submit()} label={t('signIn.title')}>
        <Title order={2}>{t('signIn.title')}</Title>
        <TextInput
          label={t('sign-in:login')}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          error={missing === 'login' ? t('common:form.required') : null}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
        />
        <PasswordInput
          label={t('sign-in:password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={missing === 'password' ? t('common:form.required') : failure ? explain(failure) : null}
          errorProps={{ role: 'alert' }}
          visibilityToggleButtonProps={{ 'aria-label': t('sign-in:show'), tabIndex: 0 }}
          autoComplete="current-password"
        />
        <Group>
          <Button type="submit" loading={busy}>
            {t('sign-in:signIn')}
          </Button>
        </Group>
      </FormColumn>
      <LanguageRow />
    </Gate>
  );
}
