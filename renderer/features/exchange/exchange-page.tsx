import { Alert, Anchor, Button, Group, List, Modal, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { toFieldLabel, toValueText } from '../../app/record-text.ts';
import { Covered } from '../../casework/covered.tsx';
import { toRecordPath } from '../../app/record-path.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useStaff, useSyncStatus } from '../../data/react.tsx';
import type { RefusedHere } from '../../ports/data.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import { ConfirmAction, FormColumn, Page, StateBadge, useNow } from '../../ui/index.ts';
import classes from './exchange.module.css';
import { toSignWords } from './words.ts';

/** Failures that a new sign-in with the password mends. */
const SIGN_IN_AGAIN: readonly Failure['code'][] = [
  'sign_in_needed',
  'token_invalid',
  'token_expired',
  'token_reused',
  'proof_invalid',
  'signature_key_unknown',
];
/** Papers of the queue that are named; the rest are counted. */
const NAMED = 50;
/** Fields that say nothing to a person. */
const HIDDEN = new Set([
  'history',
  'createdAt',
  'createdBy',
  'contentHash',
  'signatureId',
  'publicKey',
  'value',
  'documentId',
  'templateId',
]);

/** The page behind the sign: what waits, what was refused and why, and "try now". */
export function ExchangePage() {
  const { t } = useTranslation('exchange');
  const language = useLanguage();
  const toText = useFailureText();
  const data = useData();
  const status = useSyncStatus();
  const [trying, setTrying] = useState(false);
  const [signingIn, setSigningIn] = useState(false);
  const now = Math.max(useNow(), status.lastExchange ?? 0);
  const words = toSignWords(status, t, language, now);

  const tryNow = useCallback(async () => {
    setTrying(true);
    try {
      await data.sync.now();
    } finally {
      setTrying(false);
    }
  }, [data]);

  return (
    <Page
      title={t('title')}
      subtitle={words.text}
      actions={
        <Button onClick={() => void tryNow()} loading={trying}>
          {t('tryNow')}
        </Button>
      }
    >
      <Stack gap="xl" maw={860}>
        {status.problem ? (
          <Alert color="overdue" icon={<IconAlertTriangle aria-hidden />} title={t('problem.title')} role="alert">
            <Stack gap="sm" align="flex-start">
              <Text>{toText(status.problem)}</Text>
              {SIGN_IN_AGAIN.includes(status.problem.code) ? (
                <Button onClick={() => setSigningIn(true)}>{t('signInAgain')}</Button>
              ) : null}
            </Stack>
          </Alert>
        ) : null}
        {status.notices.length > 0 ? (
          <Alert color="due" icon={<IconInfoCircle aria-hidden />} title={t('notices.title')}>
            <List>
              {status.notices.map((notice) => (
                <List.Item key={notice.code}>{toText(notice)}</List.Item>
              ))}
            </List>
          </Alert>
        ) : null}
        <section>
          <Title order={2} mb="sm">
            {t('now.title')}
          </Title>
          <dl className={classes.facts}>
            <dt>{t('now.connection')}</dt>
            <dd>
              {status.connection === 'offline'
                ? status.offlineSince === null
                  ? t('now.offline')
                  : `${t('now.offlineSince', { when: formatMoment(status.offlineSince, language, { now }) })}`
                : t(`now.${status.connection}`)}
            </dd>
            <dt>{t('now.waiting')}</dt>
            <dd>{status.waiting > 0 ? t('sign.waiting', { count: status.waiting }) : t('now.none')}</dd>
            <dt>{t('now.last')}</dt>
            <dd>
              {status.lastExchange === null ? t('sign.never') : formatMoment(status.lastExchange, language, { now })}
            </dd>
          </dl>
          {status.conflicts > 0 ? (
            <Text mt="sm">
              {t('sign.conflicts', { count: status.conflicts })}{' '}
              <Anchor component={Link} to="/conflicts">
                {t('conflicts.open')}
              </Anchor>
            </Text>
          ) : null}
        </section>
        <Refused count={status.refused} />
        <Queue />
      </Stack>
      {signingIn ? (
        <SignInAgain
          onClose={() => setSigningIn(false)}
          onDone={() => {
            setSigningIn(false);
            void tryNow();
          }}
        />
      ) : null}
    </Page>
  );
}

function Queue() {
  const { t } = useTranslation('exchange');
  const data = useData();
  const papers = useSyncExternalStore(
    (listener) => data.index.subscribe(listener),
    () => data.index.documents(),
  );
  const waiting = useMemo(() => papers.filter((paper) => paper.place === 'here'), [papers]);
  return (
    <section>
      <Title order={2} mb={4}>
        {t('queue.title')}
      </Title>
      {waiting.length === 0 ? (
        <Text>{t('queue.empty')}</Text>
      ) : (
        <>
          <Text c="dimmed" mb="sm">
            {t('queue.hint')}
          </Text>
          <ul className={classes.list}>
            {waiting.slice(0, NAMED).map((paper) => (
              <li key={paper.id}>
                <Anchor component={Link} to={toRecordPath('documents', paper.id) ?? '/'}>
                  {[paper.number, formatDay(paper.regDate ?? paper.receivedDate), paper.subject]
                    .filter(Boolean)
                    .join(' · ')}
                </Anchor>
              </li>
            ))}
          </ul>
          {waiting.length > NAMED ? <Text mt="sm">{t('queue.more', { count: waiting.length - NAMED })}</Text> : null}
        </>
      )}
    </section>
  );
}

function Refused({ count }: { readonly count: number }) {
  const { t } = useTranslation('exchange');
  const data = useData();
  const [refused, setRefused] = useState<readonly RefusedHere[]>([]);
  const [dismissing, setDismissing] = useState<RefusedHere | null>(null);
  const load = useCallback(async () => setRefused(await data.sync.refused()), [data]);
  useEffect(() => {
    void load();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the count tells that the list has changed
  }, [load, count]);
  return (
    <section>
      <Title order={2} mb={4}>
        {t('refused.title')}
      </Title>
      {refused.length === 0 ? (
        <Text>{t('refused.none')}</Text>
      ) : (
        <ul className={classes.list}>
          {refused.map((entry) => (
            <RefusedEntry key={entry.operation.id} entry={entry} onDismiss={() => setDismissing(entry)} />
          ))}
        </ul>
      )}
      <ConfirmAction
        opened={dismissing !== null}
        title={t('refused.dismissTitle')}
        confirmLabel={t('refused.dismiss')}
        destructive
        onClose={() => setDismissing(null)}
        onConfirm={() => {
          if (!dismissing) return;
          setDismissing(null);
          void data.sync.dismissRefused(dismissing.operation.id).then(load);
        }}
      >
        {t('refused.dismissText')}
      </ConfirmAction>
    </section>
  );
}

function RefusedEntry({ entry, onDismiss }: { readonly entry: RefusedHere; readonly onDismiss: () => void }) {
  const { t } = useTranslation(['exchange', 'casework']);
  const language = useLanguage();
  const toText = useFailureText();
  const staff = useStaff();
  const { operation, failure } = entry;
  const staffName = (id: string) => staff.get(id)?.name;
  const context = { t: t as never, language, staffName };
  const values = Object.entries(operation.patch as JsonObject).filter(([field]) => !HIDDEN.has(field));
  const about = operation.collection === 'documents' ? operation.docId : documentOf(operation.patch as JsonObject);
  const path = about ? toRecordPath('documents', about) : toRecordPath(operation.collection, operation.docId);
  const step =
    operation.kind === 'transition'
      ? t(`documents:event.${operation.transition ?? ''}`, { defaultValue: t('op.transition') })
      : t(`op.${operation.kind}`);
  return (
    <li>
      <Stack gap="xs">
        <Group gap="xs">
          <StateBadge tone="overdue">{`${step} (${t(`on.${operation.collection}` as 'on.documents')})`}</StateBadge>
          <Text c="dimmed" size="xs">
            {[staffName(operation.actor), formatMoment(operation.at, language)].filter(Boolean).join(', ')}
          </Text>
        </Group>
        <Text>{toText(failure)}</Text>
        {values.length > 0 ? (
          <Covered when={entry.space === 'protected'} of={t('casework:protected')}>
            <dl className={classes.facts}>
              {values.map(([field, value]) => (
                <FieldValue
                  key={field}
                  label={toFieldLabel(field, t as never)}
                  value={toValueText(field, value, context)}
                />
              ))}
            </dl>
          </Covered>
        ) : null}
        <Group gap="xs">
          {path ? (
            <Button component={Link} to={path} variant="default">
              {t('refused.open')}
            </Button>
          ) : null}
          <Button variant="subtle" color="gray" onClick={onDismiss}>
            {t('refused.dismiss')}
          </Button>
        </Group>
      </Stack>
    </li>
  );
}

function documentOf(patch: JsonObject): string | null {
  return typeof patch.documentId === 'string' ? patch.documentId : null;
}

function FieldValue({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className={classes.value}>{value}</dd>
    </>
  );
}

function SignInAgain({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) {
  const { t } = useTranslation('exchange');
  const toText = useFailureText();
  const session = useSession();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async () => {
    if (busy || password === '') return;
    setBusy(true);
    setFailure(null);
    try {
      await session.secrets.signIn(session.user.login, password);
      onDone();
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('signInAgain')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <FormColumn onSubmit={() => void submit()}>
        <Text>{t('signInHint')}</Text>
        <PasswordInput
          label={t('sign-in:password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={failure ? toText(failure) : null}
          errorProps={{ role: 'alert' }}
          visibilityToggleButtonProps={{ 'aria-label': t('sign-in:show') }}
          autoComplete="current-password"
          data-autofocus
        />
        <Group>
          <Button type="submit" loading={busy}>
            {t('sign-in:signIn')}
          </Button>
        </Group>
      </FormColumn>
    </Modal>
  );
}
