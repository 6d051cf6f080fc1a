import { Alert, Button, Group, NavLink, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconChevronRight, IconInfoCircle, IconUser, IconUserPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import type { DeviceState, SecretsPort, UnlockedSession } from '#shared/ipc/desktop-api.ts';
import { LANGUAGE_NAMES, LANGUAGES, setLanguage, useFailureText, useLanguage } from '../../i18n/index.ts';
import { FormColumn, Gate } from '../../ui/index.ts';

interface SignInProps {
  readonly secrets: SecretsPort;
  readonly device: DeviceState;
  readonly why: 'start' | 'idle' | 'chosen';
  readonly onUnlocked: (session: UnlockedSession) => void;
}

type User = DeviceState['users'][number];
type Choice =
  | { readonly kind: 'list' }
  | { readonly kind: 'unlock'; readonly user: User }
  | { readonly kind: 'online'; readonly login: string };

/** The laptop's door: who works, and their password. A colleague who is new to the laptop signs in over the internet. */
export function SignIn({ secrets, device, why, onUnlocked }: SignInProps) {
  const { t } = useTranslation('sign-in');
  const language = useLanguage();
  const only = device.users.length === 1 ? device.users[0] : undefined;
  const [choice, setChoice] = useState<Choice>(() => {
    if (device.users.length === 0) return { kind: 'online', login: '' };
    if (only && !only.lockedUntilSignIn) return { kind: 'unlock', user: only };
    return { kind: 'list' };
  });
  const office = device.enrolment?.office.name[language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn'];

  return (
    <Gate title={office ?? t('common:app.name')}>
      {why === 'start' ? null : (
        <Alert color="gray" icon={<IconInfoCircle aria-hidden />} role="status">
          {t(`locked.${why}`)}
        </Alert>
      )}
      {choice.kind === 'list' ? (
        <div>
          <Title order={2} mb="sm">
            {t('title')}
          </Title>
          <Stack gap={4} component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('people')}>
            {device.users.map((user, index) => (
              <li key={user.id}>
                <NavLink
                  component="button"
                  type="button"
                  autoFocus={index === 0}
                  label={user.name}
                  description={user.lockedUntilSignIn ? t('needsOnline') : user.login}
                  leftSection={<IconUser size={20} stroke={1.6} aria-hidden />}
                  rightSection={<IconChevronRight size={16} aria-hidden />}
                  onClick={() =>
                    setChoice(user.lockedUntilSignIn ? { kind: 'online', login: user.login } : { kind: 'unlock', user })
                  }
                />
              </li>
            ))}
            <li>
              <NavLink
                component="button"
                type="button"
                label={t('other')}
                description={t('otherHint')}
                leftSection={<IconUserPlus size={20} stroke={1.6} aria-hidden />}
                rightSection={<IconChevronRight size={16} aria-hidden />}
                onClick={() => setChoice({ kind: 'online', login: '' })}
              />
            </li>
          </Stack>
        </div>
      ) : null}
      {choice.kind === 'unlock' ? (
        <PasswordForm
          key={choice.user.id}
          title={choice.user.name}
          submitLabel={t('unlock')}
          onSubmit={(_login, password) => secrets.unlock(choice.user.id, password)}
          onUnlocked={onUnlocked}
          onBack={() => setChoice({ kind: 'list' })}
          onOnline={() => setChoice({ kind: 'online', login: choice.user.login })}
        />
      ) : null}
      {choice.kind === 'online' ? (
        <PasswordForm
          key={`online ${choice.login}`}
          title={t('online')}
          hint={device.users.length === 0 ? t('empty') : t('otherHint')}
          login={choice.login}
          submitLabel={t('signIn')}
          onSubmit={(login, password) => secrets.signIn(login, password)}
          onUnlocked={onUnlocked}
          onBack={device.users.length > 0 ? () => setChoice({ kind: 'list' }) : undefined}
        />
      ) : null}
      <Group gap="md" role="group" aria-label={t('settings:language')}>
        {LANGUAGES.map((value) => (
          <Button
            key={value}
            variant={value === language ? 'light' : 'subtle'}
            color="gray"
            size="compact-sm"
            fw={400}
            lang={value}
            aria-pressed={value === language}
            onClick={() => void setLanguage(value)}
          >
            {LANGUAGE_NAMES[value]}
          </Button>
        ))}
      </Group>
    </Gate>
  );
}

interface PasswordFormProps {
  readonly title: string;
  readonly hint?: string;
  /** Shows the login field, with this in it. */
  readonly login?: string;
  readonly submitLabel: string;
  readonly onSubmit: (login: string, password: string) => Promise<UnlockedSession>;
  readonly onUnlocked: (session: UnlockedSession) => void;
  readonly onBack?: () => void;
  readonly onOnline?: () => void;
}

function PasswordForm(props: PasswordFormProps) {
  const { t } = useTranslation('sign-in');
  const toText = useFailureText();
  const [login, setLogin] = useState(props.login ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [missing, setMissing] = useState<'login' | 'password' | null>(null);

  const submit = async () => {
    if (busy) return;
    const empty = props.login !== undefined && login.trim() === '' ? 'login' : password === '' ? 'password' : null;
    setMissing(empty);
    if (empty) return;
    setBusy(true);
    setFailure(null);
    try {
      props.onUnlocked(await props.onSubmit(login.trim(), password));
    } catch (error) {
      setFailure(toFailure(error));
      setPassword('');
      setBusy(false);
    }
  };

  const explain = (found: Failure): string => {
    const left = found.params?.left;
    const wait = found.params?.retryAfter;
    const more = [
      typeof left === 'number' ? t('triesLeft', { count: left }) : '',
      typeof wait === 'number' && wait > 0 ? t('waitMinutes', { count: Math.ceil(wait / 60) }) : '',
    ];
    return [toText(found.code === 'offline' ? { code: 'first_sign_in_online' } : found), ...more]
      .filter(Boolean)
      .join(' ');
  };

  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const canGoOnline = props.onOnline && failure && failure.code !== 'password_wrong';

  return (
    <FormColumn onSubmit={() => void submit()} label={props.title}>
      <Title order={2}>{props.title}</Title>
      {props.hint ? <Text c="dimmed">{props.hint}</Text> : null}
      {props.login === undefined ? null : (
        <TextInput
          label={t('login')}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          error={missing === 'login' ? t('common:form.required') : null}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus={props.login === ''}
        />
      )}
      <PasswordInput
        label={t('password')}
        value={password}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
          setMissing(null);
        }}
        onKeyUp={watchCapsLock}
        onKeyDown={watchCapsLock}
        description={capsLock ? t('capsLock') : undefined}
        error={missing === 'password' ? t('common:form.required') : failure ? explain(failure) : null}
        errorProps={{ role: 'alert' }}
        visibilityToggleButtonProps={{ 'aria-label': t('show'), tabIndex: 0 }}
        autoComplete="current-password"
        autoFocus={props.login === undefined || props.login !== ''}
      />
      <Group>
        <Button type="submit" loading={busy}>
          {props.submitLabel}
        </Button>
        {props.onBack ? (
          <Button variant="default" onClick={props.onBack} disabled={busy}>
            {t('back')}
          </Button>
        ) : null}
        {canGoOnline ? (
          <Button variant="subtle" onClick={props.onOnline} disabled={busy}>
            {t('online')}
          </Button>
        ) : null}
      </Group>
      <Text role="status" size="xs" c="dimmed">
        {busy ? t('checking') : ''}
      </Text>
    </FormColumn>
  );
}
