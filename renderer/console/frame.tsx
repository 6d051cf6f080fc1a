import { Button, Text } from '@mantine/core';
import {
  IconBuildingCommunity,
  IconFiles,
  IconHeartHandshake,
  IconLogout,
  IconSend,
  IconUrgent,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Outlet, useRevalidator } from 'react-router';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useFailureText } from '../i18n/index.ts';
import { AppFrame, ErrorState, Page, RailButton } from '../ui/index.ts';
import { useCaseworkPlaces } from './casework-places.ts';
import { isProtector, useConsole } from './context.ts';
import { LanguageRow } from './language-row.tsx';

/** The console's frame: its places and who is signed in. */
export function ConsoleFrame() {
  const { t } = useTranslation(['console', 'programmes']);
  const { user, signOut } = useConsole();
  return (
    <AppFrame
      title={t('title')}
      subtitle={`${user.name}, ${t(`common:role.${user.role}`)}`}
      places={[
        { path: '/offices', label: t('place.offices'), icon: IconBuildingCommunity },
        { path: '/papers', label: t('place.papers'), icon: IconFiles },
        { path: '/sent', label: t('place.sent'), icon: IconSend },
        ...useCaseworkPlaces(),
        { path: '/programmes', label: t('programmes:editor.place'), icon: IconHeartHandshake },
        ...(isProtector(user) ? [{ path: '/emergency', label: t('emergency.title'), icon: IconUrgent }] : []),
      ]}
      foot={
        <>
          <LanguageRow />
          <RailButton icon={IconLogout} onClick={signOut}>
            {t('signOut')}
          </RailButton>
        </>
      }
    >
      <Outlet />
    </AppFrame>
  );
}

/** A page that failed; the frame stays. */
export function PageFailed() {
  const { t } = useTranslation('console');
  const { revalidate } = useRevalidator();
  return (
    <Page title={t('common:state.broken')}>
      <Text mb="md">{t('broken')}</Text>
      <Button onClick={() => void revalidate()}>{t('common:state.reopen')}</Button>
    </Page>
  );
}

/** What the server answered instead of what was asked, in words, with a way to ask again. */
export function AskFailed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation('console');
  const toText = useFailureText();
  const failure: Failure = toFailure(error);
  return (
    <ErrorState onRetry={onRetry}>{failure.code === 'offline' ? t('signIn.offline') : toText(failure)}</ErrorState>
  );
}
