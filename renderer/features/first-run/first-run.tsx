import { Alert, Button, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import type { SecretsPort } from '#shared/ipc/desktop-api.ts';
import type { EnrolResponse, Hello } from '#shared/sync/protocol.ts';
import { isLanguage, LANGUAGE_NAMES, LANGUAGES, setLanguage, useFailureText, useLanguage } from '../../i18n/index.ts';
import { FormColumn, Gate } from '../../ui/index.ts';
import { toServerUrl } from './server-url.ts';

interface FirstRunProps {
  readonly secrets: SecretsPort;
  readonly defaultServer: string;
  readonly onDone: () => void;
}

type Step =
  | { readonly kind: 'language' }
  | { readonly kind: 'server' }
  | { readonly kind: 'code'; readonly url: string; readonly hello: Hello }
  | { readonly kind: 'done'; readonly enrolment: EnrolResponse };

const STEPS = ['language', 'server', 'code'] as const;

/** The laptop's first run: language, server, enrolment code. The only part of the program that needs a connection. */
export function FirstRun({ secrets, defaultServer, onDone }: FirstRunProps) {
  const { t } = useTranslation('first-run');
  const [step, setStep] = useState<Step>({ kind: 'language' });
  const [address, setAddress] = useState(defaultServer);
  const at = STEPS.findIndex((kind) => kind === step.kind);
  return (
    <Gate title={t('title')}>
      {at >= 0 ? <Text c="dimmed">{t('step', { n: at + 1, of: STEPS.length })}</Text> : null}
      {step.kind === 'language' ? <LanguageStep onNext={() => setStep({ kind: 'server' })} /> : null}
      {step.kind === 'server' ? (
        <ServerStep
          secrets={secrets}
          address={address}
          onAddress={setAddress}
          onBack={() => setStep({ kind: 'language' })}
          onNext={(url, hello) => setStep({ kind: 'code', url, hello })}
        />
      ) : null}
      {step.kind === 'code' ? (
        <CodeStep
          secrets={secrets}
          url={step.url}
          hello={step.hello}
          onBack={() => setStep({ kind: 'server' })}
          onNext={(enrolment) => setStep({ kind: 'done', enrolment })}
        />
      ) : null}
      {step.kind === 'done' ? <DoneStep enrolment={step.enrolment} onNext={onDone} /> : null}
    </Gate>
  );
}

function LanguageStep({ onNext }: { readonly onNext: () => void }) {
  const { t } = useTranslation('first-run');
  const language = useLanguage();
  return (
    <FormColumn onSubmit={onNext} label={t('language.title')}>
      <Radio.Group
        label={<Title order={2}>{t('language.title')}</Title>}
        description={t('language.hint')}
        value={language}
        onChange={(value) => {
          if (isLanguage(value)) void setLanguage(value);
        }}
      >
        <Stack gap="sm" mt="sm">
          {LANGUAGES.map((value) => (
            <Radio key={value} value={value} label={<span lang={value}>{LANGUAGE_NAMES[value]}</span>} size="md" />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <Button type="submit" autoFocus>
          {t('common:action.next')}
        </Button>
      </Group>
    </FormColumn>
  );
}

function ServerStep(props: {
  readonly secrets: SecretsPort;
  readonly address: string;
  readonly onAddress: (address: string) => void;
  readonly onBack: () => void;
  readonly onNext: (url: string, hello: Hello) => void;
}) {
  const { t } = useTranslation('first-run');
  const toText = useFailureText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async () => {
    if (busy) return;
    const url = toServerUrl(props.address);
    if (!url) {
      setFailure({ code: 'server_address_invalid' });
      return;
    }
    setBusy(true);
    setFailure(null);
    try {
      props.onNext(url, await props.secrets.probe(url));
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormColumn onSubmit={() => void submit()} label={t('server.title')}>
      <Title order={2}>{t('server.title')}</Title>
      <TextInput
        label={t('server.label')}
        description={t('server.hint')}
        value={props.address}
        onChange={(event) => {
          props.onAddress(event.currentTarget.value);
          setFailure(null);
        }}
        error={failure ? (failure.code === 'offline' ? t('server.notReached') : toText(failure)) : null}
        errorProps={{ role: 'alert' }}
        inputMode="url"
        autoCapitalize="off"
        spellCheck={false}
        data-autofocus
        autoFocus
      />
      <Group>
        <Button type="submit" loading={busy}>
          {t('server.check')}
        </Button>
        <Button variant="default" onClick={props.onBack}>
          {t('common:action.back')}
        </Button>
      </Group>
    </FormColumn>
  );
}

function CodeStep(props: {
  readonly secrets: SecretsPort;
  readonly url: string;
  readonly hello: Hello;
  readonly onBack: () => void;
  readonly onNext: (enrolment: EnrolResponse) => void;
}) {
  const { t } = useTranslation('first-run');
  const toText = useFailureText();
  const [code, setCode] = useState('');
  const [name, setName] = useState(t('code.defaultName'));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [missing, setMissing] = useState<'code' | 'name' | null>(null);
  const submit = async () => {
    if (busy) return;
    const empty = code.trim() === '' ? 'code' : name.trim() === '' ? 'name' : null;
    setMissing(empty);
    if (empty) return;
    setBusy(true);
    setFailure(null);
    try {
      props.onNext(await props.secrets.enrol(props.url, code.trim(), name.trim()));
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  return (
    <FormColumn onSubmit={() => void submit()} label={t('code.title')}>
      <Text role="status">{t('server.found', { name: props.hello.name })}</Text>
      <Title order={2}>{t('code.title')}</Title>
      <TextInput
        label={t('code.label')}
        description={t('code.hint')}
        value={code}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          setFailure(null);
        }}
        error={missing === 'code' ? t('common:form.required') : failure ? toText(failure) : null}
        errorProps={{ role: 'alert' }}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        spellCheck={false}
        autoFocus
      />
      <TextInput
        label={t('code.name')}
        description={t('code.nameHint')}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing === 'name' ? t('common:form.required') : null}
      />
      <Group>
        <Button type="submit" loading={busy}>
          {t('code.enrol')}
        </Button>
        <Button variant="default" onClick={props.onBack} disabled={busy}>
          {t('common:action.back')}
        </Button>
      </Group>
    </FormColumn>
  );
}

function DoneStep({ enrolment, onNext }: { readonly enrolment: EnrolResponse; readonly onNext: () => void }) {
  const { t } = useTranslation('first-run');
  const language = useLanguage();
  const script = language === 'uz-Cyrl' || language === 'ru' ? 'cyrl' : 'latn';
  return (
    <FormColumn onSubmit={onNext}>
      <Alert color="done" icon={<IconCircleCheck aria-hidden />} title={t('done.title')} role="status">
        {t('done.text', { office: enrolment.office.name[script] })}
      </Alert>
      <Group>
        <Button type="submit" autoFocus>
          {t('common:action.next')}
        </Button>
      </Group>
    </FormColumn>
  );
}
