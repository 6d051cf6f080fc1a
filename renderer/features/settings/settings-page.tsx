import { Alert, Button, List, Radio, Stack, Text, Title, useMantineColorScheme } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../../app/session-context.ts';
import { FileSettings } from '../../documents/files/file-settings.tsx';
import { NationalSettings } from '../../documents/national-settings.tsx';
import { isLanguage, LANGUAGE_NAMES, LANGUAGES, setLanguage, useLanguage } from '../../i18n/index.ts';
import { Page, showShortcuts } from '../../ui/index.ts';
import classes from './settings.module.css';

const SCHEMES = ['light', 'dark', 'auto'] as const;

/** Settings of this laptop and this person. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const script = language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn';
  const { office, device } = session;
  return (
    <Page
      title={t('title')}
      actions={
        <>
          <Button variant="default" component={Link} to="/calendar">
            {t('calendar')}
          </Button>
          <Button variant="default" onClick={showShortcuts}>
            {t('keys.show')}
          </Button>
        </>
      }
    >
      <Stack gap="xl" maw={720}>
        {device.keystore === 'browser' ? <WeakerStorage /> : null}
        <Radio.Group
          label={<Title order={2}>{t('language')}</Title>}
          value={language}
          onChange={(value) => {
            if (isLanguage(value)) void setLanguage(value);
          }}
        >
          <Stack gap="xs" mt="xs">
            {LANGUAGES.map((value) => (
              <Radio key={value} value={value} label={<span lang={value}>{LANGUAGE_NAMES[value]}</span>} />
            ))}
          </Stack>
        </Radio.Group>
        <Radio.Group
          label={<Title order={2}>{t('theme.title')}</Title>}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as (typeof SCHEMES)[number])}
        >
          <Stack gap="xs" mt="xs">
            {SCHEMES.map((value) => (
              <Radio key={value} value={value} label={t(`theme.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <FileSettings />
        <NationalSettings />
        <section>
          <Title order={2}>{t('users.title')}</Title>
          <Text c="dimmed" mb="xs">
            {t('users.hint')}
          </Text>
          <List>
            {device.users.map((user) => (
              <List.Item key={user.id}>
                {user.name}
                {user.id === session.user.id ? ` (${t('users.you')}, ${t(`common:role.${session.user.role}`)})` : ''}
                {user.lockedUntilSignIn ? ` (${t('users.needsOnline')})` : ''}
              </List.Item>
            ))}
          </List>
        </section>
        <section>
          <Title order={2} mb="xs">
            {t('laptop.title')}
          </Title>
          <dl className={classes.facts}>
            <dt>{t('laptop.office')}</dt>
            <dd>{[office.name[script], office.district[script], office.region[script]].join(', ')}</dd>
            <dt>{t('laptop.lane')}</dt>
            <dd>{session.lane}</dd>
            <dt>{t('laptop.server')}</dt>
            <dd>{device.serverUrl ?? ''}</dd>
            <dt>{t('laptop.key')}</dt>
            <dd>{device.keystore === 'os' ? t('laptop.keyOs') : t('laptop.keyBrowser')}</dd>
          </dl>
        </section>
      </Stack>
    </Page>
  );
}

function WeakerStorage() {
  const { t } = useTranslation('settings');
  const [kept, setKept] = useState<boolean | null>(null);
  useEffect(() => {
    let gone = false;
    void navigator.storage?.persisted().then((value) => {
      if (!gone) setKept(value);
    });
    return () => {
      gone = true;
    };
  }, []);
  return (
    <Alert color="due" icon={<IconAlertTriangle aria-hidden />} title={t('weaker.title')}>
      <Text>{t('weaker.text')}</Text>
      {kept === null ? null : <Text mt={4}>{kept ? t('weaker.kept') : t('weaker.notKept')}</Text>}
    </Alert>
  );
}
