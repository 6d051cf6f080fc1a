import {
  ActionIcon,
  Alert,
  Anchor,
  Button,
  Checkbox,
  Fieldset,
  Group,
  MultiSelect,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isOfficeRole } from '#shared/domain/access/roles.ts';
import { type CertificateLine, readAlias } from '#shared/domain/documents/national/alias.ts';
import { nationalContent, readNationalMessage } from '#shared/domain/documents/national/signature.ts';
import { isRouteValid, type RouteStep } from '#shared/domain/documents/route.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import type { NationalKey, StoredCertificate } from '#shared/ipc/desktop-api.ts';
import { useSession } from '../app/session-context.ts';

import { useFailureText } from '../i18n/index.ts';
import { ActDialog } from './act-dialog.tsx';
import { submitDraft } from './acts.ts';
import { type DialogProps, useDoing } from './doing.ts';
import { SigningDialog } from './signing-dialog.tsx';
import { type StaffMember, useOffice, usePeopleOfOffice, useViewer } from './office.ts';
import { countersignPaper, declineToSign, keepNationalSignature, returnWithWords } from './route-acts.ts';
import { useAsked } from './use-asked.ts';

const COMMENTED = ['subject', 'correspondent', 'text', 'annexes'] as const;

/** What is offered first: the secretary approves, where that is not the author, and the chairperson signs. */
function offerRoute(staff: readonly StaffMember[], author: string): readonly RouteStep[] {
  const active = staff.filter((member) => member.body.active);
  const approver = active.find((member) => member.body.role === 'secretary' && member.id !== author)?.id;
  const chair = active.find((member) => member.body.role === 'chair')?.id;
  return [
    ...(approver ? [{ id: 's-1', action: 'approve' as const, mode: 'all' as const, people: [approver] }] : []),
    { id: 's-sign', action: 'sign' as const, mode: 'all' as const, people: chair ? [chair] : [] },
  ];
}

/** Sends a draft along a route: who approves after whom or side by side, and who signs. */
export function RouteDialog(props: DialogProps) {
  const { t } = useTranslation('route');
  const office = useOffice();
  const viewer = useViewer();
  const { staff } = usePeopleOfOffice();
  const before = props.paper.body.route as readonly RouteStep[] | undefined;
  // The office's people may still be being read when the dialog opens: until something is chosen, the offer follows them.
  const offered = before?.length ? before : offerRoute(staff, viewer.id);
  const asked = useAsked(`paper.${props.paper.id}.route`, props, { steps: offered });
  const [tried, setTried] = useState(false);
  if (asked.values === null) return null;
  const { busy, run } = asked;
  const choices = staff
    .filter((member) => member.body.active && isOfficeRole(member.body.role))
    .map((member) => ({
      value: member.id,
      label: [member.body.name, member.body.position].filter(Boolean).join(', '),
    }));
  // Whoever was chosen may work here no longer: others of the step stay, and where nobody does, who is offered.
  const steps = asked.values.steps.map((one): RouteStep => {
    const first = offered.find(({ id }) => id === one.id)?.people ?? [];
    const people = one.people.filter((id) => first.includes(id) || choices.some((choice) => choice.value === id));
    return { ...one, people: people.length === 0 && one.people.length > 0 ? first : people };
  });
  const setSteps = (next: readonly RouteStep[]) => asked.set({ steps: next });
  const set = (id: string, change: Partial<RouteStep>) =>
    setSteps(steps.map((one) => (one.id === id ? { ...one, ...change } : one)));
  const add = () => {
    const at = steps.findIndex((one) => one.action === 'sign');
    const fresh: RouteStep = { id: office.context().newId().slice(0, 40), action: 'approve', mode: 'all', people: [] };
    setSteps([...steps.slice(0, at), fresh, ...steps.slice(at)]);
  };
  const valid = isRouteValid(steps, viewer.id);
  const send = () => {
    setTried(true);
    if (!valid) return;
    void run(() => office.act(submitDraft(props.paper, office.context(), steps), t('done.sent')));
  };
  return (
    <ActDialog title={t('picker.title')} verb={t('picker.verb')} busy={busy} onDo={send} onClose={props.onClose}>
      <Text>{t('picker.hint')}</Text>
      {steps.map((one, at) => (
        <Fieldset
          key={one.id}
          legend={one.action === 'sign' ? t('picker.sign') : t('picker.step', { n: at + 1 })}
          variant="default"
        >
          <Stack gap="xs">
            <MultiSelect
              label={one.action === 'sign' ? t('picker.signers') : t('picker.people')}
              description={one.action === 'sign' ? t('picker.signersHint') : undefined}
              data={one.action === 'approve' ? choices.filter((choice) => choice.value !== viewer.id) : choices}
              value={[...one.people]}
              onChange={(people) => set(one.id, { people })}
              searchable
              comboboxProps={{ withinPortal: false }}
              error={tried && one.people.length === 0 ? t('picker.nobody') : null}
            />
            {one.action === 'approve' && one.people.length > 1 ? (
              <SegmentedControl
                aria-label={t('picker.mode')}
                value={one.mode}
                onChange={(mode) => set(one.id, { mode: mode as RouteStep['mode'] })}
                data={[
                  { value: 'all', label: t('mode.all') },
                  { value: 'any', label: t('mode.any') },
                ]}
              />
            ) : null}
            {one.action === 'approve' ? (
              <Group justify="flex-end">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('picker.remove', { n: at + 1 })}
                  onClick={() => setSteps(steps.filter((other) => other.id !== one.id))}
                >
                  <IconTrash size={18} aria-hidden />
                </ActionIcon>
              </Group>
            ) : null}
          </Stack>
        </Fieldset>
      ))}
      <Group>
        <Button variant="default" onClick={add} disabled={steps.length >= 12}>
          {t('picker.add')}
        </Button>
      </Group>
    </ActDialog>
  );
}

/** Returns a draft with comments on its fields, or refuses it for a reason. */
export function ReturnDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'route', 'common']);
  const office = useOffice();
  const viewer = useViewer();
  const { values, set, busy, run } = useAsked<{
    comment: string;
    notes: Readonly<Record<string, string>>;
    refused: boolean;
    byField: boolean;
  }>(`paper.${props.paper.id}.return`, props, { comment: '', notes: {}, refused: false, byField: false });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { comment, notes, byField } = values;
  // Only who is asked on a route refuses; without one there is nobody whose refusal could be told apart.
  const routed = (props.paper.body.route?.length ?? 0) > 0;
  const refused = routed && values.refused;
  const go = () => {
    setTried(true);
    if (comment.trim() === '') return;
    const said = Object.fromEntries(Object.entries(notes).map(([field, note]) => [field, note.trim()]));
    const words = { comment: comment.trim(), notes: said, refused };
    void run(() =>
      office.act(
        returnWithWords(props.paper, props.tasks, words, viewer, office.context()),
        refused ? t('route:done.refused') : t('done.return'),
      ),
    );
  };
  return (
    <ActDialog
      title={refused ? t('route:refuse.title') : t('step.return')}
      verb={refused ? t('route:refuse.verb') : t('return.verb')}
      busy={busy}
      onDo={go}
      onClose={props.onClose}
    >
      <Textarea
        label={refused ? t('route:refuse.reason') : t('return.label')}
        description={refused ? t('route:refuse.hint') : t('return.hint')}
        autosize
        minRows={3}
        maxLength={4000}
        data-autofocus
        value={comment}
        onChange={(event) => set({ comment: event.currentTarget.value })}
        error={tried && comment.trim() === '' ? t('common:form.required') : null}
      />
      {byField ? (
        COMMENTED.map((field) => (
          <Textarea
            key={field}
            label={`${t(`route:field.${field}`)} ${t('common:form.optional')}`}
            autosize
            minRows={1}
            maxLength={2000}
            value={notes[field] ?? ''}
            onChange={(event) => set({ notes: { ...notes, [field]: event.currentTarget.value } })}
          />
        ))
      ) : (
        <Group>
          <Button variant="default" onClick={() => set({ byField: true })}>
            {t('route:return.byField')}
          </Button>
        </Group>
      )}
      {routed ? (
        <Checkbox
          label={t('route:refuse.choose')}
          description={t('route:refuse.what')}
          checked={refused}
          onChange={(event) => set({ refused: event.currentTarget.checked })}
        />
      ) : null}
    </ActDialog>
  );
}

/** Signs beside the first signer: the same content, this person's own key, the password asked again. */
export function CountersignDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'route']);
  const { secrets, user } = useSession();
  const office = useOffice();
  const viewer = useViewer();
  const { staff } = usePeopleOfOffice();
  const position = staff.find((member) => member.id === user.id)?.body.position;
  const sign = async (password: string) => {
    const signature = await secrets.signContent(props.paper.body.contentHash ?? '', password);
    const changes = countersignPaper(props.paper, signature, position, viewer, office.context());
    return office.act(changes, t('route:done.countersigned'));
  };
  return <SigningDialog {...props} title={t('step.countersign')} what={t('route:countersign.what')} sign={sign} />;
}

/** Declines to sign, with the reason that the paper will show. */
export function DeclineDialog(props: DialogProps) {
  const { t } = useTranslation(['paper', 'route', 'common']);
  const office = useOffice();
  const viewer = useViewer();
  const { values, set, busy, run } = useAsked(`paper.${props.paper.id}.decline`, props, { reason: '' });
  const [tried, setTried] = useState(false);
  if (values === null) return null;
  const { reason } = values;
  const go = () => {
    setTried(true);
    if (reason.trim() === '') return;
    void run(() =>
      office.act(declineToSign(props.paper, reason.trim(), viewer, office.context()), t('route:done.declined')),
    );
  };
  return (
    <ActDialog title={t('step.decline')} verb={t('route:decline.verb')} busy={busy} onDo={go} onClose={props.onClose}>
      <Textarea
        label={t('route:refuse.reason')}
        description={t('route:decline.hint')}
        autosize
        minRows={3}
        maxLength={4000}
        data-autofocus
        value={reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
        error={tried && reason.trim() === '' ? t('common:form.required') : null}
      />
    </ActDialog>
  );
}

const TOKENS = ['idcard', 'baikey', 'ckc'] as const;

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Signs with E-IMZO beside the office's signature. */
export function NationalDialog(props: DialogProps) {
  const { t } = useTranslation(['route', 'paper', 'common']);
  const { national, user } = useSession();
  const office = useOffice();
  const failureText = useFailureText();
  const { staff } = usePeopleOfOffice();
  const { busy, run } = useDoing(props);
  const [found, setFound] = useState<readonly StoredCertificate[] | null>(null);
  const [choice, setChoice] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const position = staff.find((member) => member.id === user.id)?.body.position;

  const look = useCallback(async () => {
    setFailure(null);
    setFound(null);
    if (!national) {
      setFailure({ code: 'eimzo_desktop_only' });
      return;
    }
    try {
      await national.status();
      const certificates = await national.certificates();
      setFound(certificates);
      setChoice(certificates.length > 0 ? 'file-0' : 'idcard');
    } catch (error) {
      setFailure(toFailure(error));
    }
  }, [national]);
  useEffect(() => void look(), [look]);

  const sign = () => {
    const hash = props.paper.body.contentHash;
    const certificate = choice.startsWith('file-') ? found?.[Number(choice.slice(5))] : undefined;
    const token = TOKENS.find((one) => one === choice);
    const key: NationalKey | null = certificate ? { kind: 'file', certificate } : token ? { kind: token } : null;
    if (!national || !hash || !key) return;
    setFailure(null);
    void run(async () => {
      let refused: Failure | null;
      try {
        const message = await national.sign(toBase64(nationalContent(hash)), key);
        const read = readNationalMessage(message, hash);
        if (!read || !read.check.ok) {
          const expired = read && !read.check.ok && read.check.fault === 'validity';
          refused = { code: expired ? 'national_certificate_expired' : 'national_signature_wrong' };
        } else {
          refused = await office.act(
            keepNationalSignature(props.paper, read, position, office.context()),
            t('done.national'),
          );
        }
      } catch (error) {
        refused = toFailure(error);
      }
      setFailure(refused);
      return refused;
    });
  };
  const line = (certificate: StoredCertificate): CertificateLine => readAlias(certificate.alias);
  return (
    <ActDialog
      title={t('paper:step.national')}
      verb={t('national.verb')}
      busy={busy || (found === null && failure === null)}
      onDo={sign}
      onClose={props.onClose}
    >
      <Text>{t('national.what')}</Text>
      {failure ? (
        <Alert color="overdue" role="alert" title={t('national.failed')}>
          <Stack gap="xs">
            <Text>{failureText(failure)}</Text>
            <Group>
              <Button variant="default" onClick={() => void look()}>
                {t('national.again')}
              </Button>
              {failure.code === 'eimzo_api_key_refused' || failure.code === 'eimzo_origin_refused' ? (
                <Anchor component={Link} to="/settings">
                  {t('national.settings')}
                </Anchor>
              ) : null}
            </Group>
          </Stack>
        </Alert>
      ) : null}
      {found ? (
        <Radio.Group label={t('national.choose')} value={choice} onChange={setChoice}>
          <Stack gap="xs" mt="xs">
            {found.map((certificate, at) => {
              const { name, position: post, validTo, stir } = line(certificate);
              return (
                <Radio
                  key={certificate.alias + String(at)}
                  value={`file-${at}`}
                  label={[name, post].filter(Boolean).join(', ') || certificate.name}
                  description={[
                    stir ? t('national.stir', { stir }) : '',
                    validTo ? t('national.until', { day: formatDay(validTo) }) : '',
                    `${certificate.disk}${certificate.path}`,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                />
              );
            })}
            {TOKENS.map((token) => (
              <Radio key={token} value={token} label={t(`national.token.${token}`)} />
            ))}
          </Stack>
        </Radio.Group>
      ) : failure ? null : (
        <Text c="dimmed" role="status">
          {t('national.looking')}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('national.window')}
      </Text>
    </ActDialog>
  );
}
