import { IconCommand, IconLock, IconSettings } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate } from 'react-router';
import { warmUpSigning } from '../documents/certified/certify.ts';
import { Timestamps } from '../documents/certified/use-timestamps.ts';
import { EmergencySign } from '../features/emergency/index.ts';
import { ExchangeSign } from '../features/exchange/index.ts';
import { TodayNotices } from '../features/today/index.ts';
import { useLanguage } from '../i18n/index.ts';
import { AppFrame, RailButton, RailLink, type ShortcutGroup, ShortcutsHelp, useGlobalHotkeys } from '../ui/index.ts';
import { isForRole } from './feature.ts';
import { features, placesOf } from './features.ts';
import { openPalette, Palette } from './palette.tsx';
import { useSession } from './session-context.ts';

/** The frame around every screen of an unlocked session: places, exchange, user, commands, keys. */
export function Frame() {
  const { t } = useTranslation();
  const language = useLanguage();
  const session = useSession();
  const navigate = useNavigate();
  const { role } = session.user;
  const places = useMemo(() => placesOf(role), [role]);
  const commands = useMemo(
    () => features.flatMap((feature) => feature.commands ?? []).filter((command) => isForRole(command, role)),
    [role],
  );
  const entries = useMemo(
    () => [...places, ...commands].map((item) => ({ path: item.path, label: t(item.labelKey) })),
    [places, commands, t],
  );
  useEffect(() => {
    // After the first lists are on the screen.
    const timer = setTimeout(warmUpSigning, 4_000);
    return () => clearTimeout(timer);
  }, []);
  const script = language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn';

  // In fields as well: with Alt or Ctrl they type nothing, and what is half written keeps itself.
  useGlobalHotkeys([
    ...places.map((place, index) => [`alt+${index + 1}`, () => void navigate(place.path)] as const),
    ...commands.flatMap((command) =>
      command.keys ? [[command.keys, () => void navigate(command.path)] as const] : [],
    ),
  ]);

  const groups: readonly ShortcutGroup[] = [
    {
      title: t('shortcuts.everywhere'),
      keys: [
        ['mod+K', t('shortcuts.palette')],
        ['mod+Enter', t('shortcuts.main')],
        ['Esc', t('shortcuts.close')],
        ['mod+L', t('shortcuts.lock')],
        ['?', t('shortcuts.help')],
        ...commands.flatMap((command) => (command.keys ? [[command.keys, t(command.labelKey)] as const] : [])),
      ],
    },
    {
      title: t('shortcuts.places'),
      keys: places.map((place, index) => [`Alt+${index + 1}`, t(place.labelKey)] as const),
    },
    {
      title: t('shortcuts.lists'),
      keys: [
        ['↑+↓', t('shortcuts.moveInList')],
        ['Enter', t('shortcuts.openRow')],
        ['Home+End', t('shortcuts.firstLast')],
      ],
    },
  ];

  return (
    <>
      <AppFrame
        title={session.office.name[script]}
        subtitle={session.office.district[script]}
        places={places.map(({ labelKey, ...place }) => ({ ...place, label: t(labelKey) }))}
        foot={
          <>
            <ExchangeSign />
            <TodayNotices />
            <EmergencySign />
            <RailButton icon={IconCommand} onClick={openPalette} title="Ctrl + K">
              {t('frame.commands')}
            </RailButton>
            <RailLink to="/settings" icon={IconSettings}>
              {t('frame.settings')}
            </RailLink>
            <RailButton icon={IconLock} onClick={session.lock} title="Ctrl + L">
              {t('frame.lockAs', { name: session.user.name })}
            </RailButton>
          </>
        }
      >
        <Timestamps>
          <Outlet />
        </Timestamps>
      </AppFrame>
      <Palette entries={entries} />
      <ShortcutsHelp groups={groups} />
    </>
  );
}
