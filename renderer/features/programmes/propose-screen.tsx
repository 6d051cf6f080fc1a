import { Alert, Anchor, Button, Collapse, Group, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { membersOf } from '#shared/domain/casework/household.ts';
import { type Fit, fitOfSubject } from '#shared/domain/casework/programmes/evaluate.ts';
import { familyOn } from '#shared/domain/casework/programmes/facts.ts';
import type { ProgrammeVersion } from '#shared/domain/casework/programmes/programme.ts';
import { nameIn } from '#shared/domain/casework/programmes/rates.ts';
import { formatDay } from '#shared/domain/language/dates.ts';
import { strictKey } from '#shared/domain/language/keys.ts';
import { ClosedForUse } from '../../casework/closed-for-use.tsx';
import { EntryStateBadge, OutcomeBadge } from '../../casework/entry-state.tsx';
import { useWords } from '../../casework/explanation.tsx';
import classes from '../../casework/programmes.module.css';
import {
  closedOf,
  personName,
  type Programmes,
  type Subject,
  subjectOf,
  useProgrammes,
} from '../../casework/use-programmes.ts';
import { useSession } from '../../app/session-context.ts';
import { useIndexState } from '../../data/react.tsx';
import { EmptyState, LoadingState, Page, useMainAction } from '../../ui/index.ts';
import { Gaps, WhyFits } from './why.tsx';
import { ProposeDialog } from './propose-dialog.tsx';

const MOST_FOUND = 12;
const RANK = { meets: 0, unknown: 1, fails: 2 } as const;

interface Offer {
  readonly version: ProgrammeVersion;
  readonly subject: Subject;
  readonly fit: Fit;
}

function offersOf(programmes: Programmes, chosen: Subject): readonly Offer[] {
  const { base, today } = programmes;
  const family = chosen.kind === 'person' ? familyOn(base, chosen.id, today) : undefined;
  return programmes.inForce
    .flatMap((version): readonly Offer[] => {
      const { subject: kind } = version.programme;
      const subject: Subject | null =
        kind === chosen.kind ? chosen : kind === 'family' && family ? { kind, id: family.id } : null;
      return subject ? [{ version, subject, fit: fitOfSubject(version.programme, subject.id, base, today) }] : [];
    })
    .toSorted((a, b) => RANK[a.fit.outcome] - RANK[b.fit.outcome]);
}

/** Which programmes would fit somebody, why, and what is not known; and the way to propose them. */
export function ProposeScreen() {
  const { t } = useTranslation(['programmes', 'common']);
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const programmes = useProgrammes();
  const index = useIndexState();
  const { user } = useSession();
  const [proposing, setProposing] = useState<Offer | null>(null);
  const mayPropose = ({ version, subject }: Offer) =>
    (version.programme.proposedBy as readonly string[]).includes(user.role) &&
    closedOf(programmes, subject).own.length === 0;
  const personId = query.get('person');
  const familyId = query.get('family');
  const only = query.get('programme');
  const chosen = useMemo<Subject | null>(
    () => (personId ? { kind: 'person', id: personId } : familyId ? { kind: 'family', id: familyId } : null),
    [personId, familyId],
  );
  const offers = useMemo(() => {
    const all = chosen ? offersOf(programmes, chosen) : [];
    // The programme that the question came from stands first.
    return all.toSorted(
      (a, b) => Number(b.version.programme.code === only) - Number(a.version.programme.code === only),
    );
  }, [programmes, chosen, only]);
  const [first] = offers;
  useMainAction(
    first && !proposing && !ownEntry(programmes, first) && mayPropose(first) ? () => setProposing(first) : null,
  );
  if (!programmes.ready || (!index.ready && programmes.households.length === 0)) return <LoadingState />;
  if (!chosen) return <ChooseSubject programmes={programmes} />;
  const known = chosen.kind === 'person' ? programmes.base.person(chosen.id) : programmes.base.family(chosen.id);
  if (!known) return <EmptyState title={t('subject.unknown')} order={1} />;
  const name = programmes.nameOf(chosen) || programmes.addressOf(chosen);
  const closed = closedOf(programmes, chosen);
  const lonely = chosen.kind === 'person' && !familyOn(programmes.base, chosen.id, programmes.today);
  return (
    <Page
      title={t('fit.title')}
      subtitle={[
        chosen.kind === 'family' ? t('subject.familyOf', { name }) : name,
        programmes.addressOf(chosen),
        formatDay(programmes.today),
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <Button variant="default" component={Link} to="/programmes/propose">
          {t('choose.another')}
        </Button>
      }
    >
      <div style={{ maxWidth: 900 }}>
        <ClosedForUse closed={closed.own} as="refusal" />
        <ClosedForUse closed={closed.beside} as="warning" />
        {programmes.inForce.length === 0 ? (
          <EmptyState title={t('noProgrammes')}>{t('noProgrammesHint')}</EmptyState>
        ) : null}
        {lonely ? (
          <Alert mb="md" color="due">
            {t('fit.noFamilyProgrammes')}
          </Alert>
        ) : null}
        {offers.map((offer, at) => (
          <OfferCard
            key={offer.version.id}
            offer={offer}
            main={at === 0}
            programmes={programmes}
            onPropose={mayPropose(offer) ? () => setProposing(offer) : null}
          />
        ))}
      </div>
      {proposing ? (
        <ProposeDialog
          {...proposing}
          programmes={programmes}
          onClose={() => setProposing(null)}
          onDone={(id) => void navigate(`/programmes/entry/${id}`)}
        />
      ) : null}
    </Page>
  );
}

/** The entry that stands already, where there is one. */
function ownEntry(programmes: Programmes, { version, subject }: Offer) {
  return programmes.entries.find(({ body }) => {
    const about = subjectOf(body);
    const running = body.state !== 'refused' && body.state !== 'exited';
    return (
      running && body.programme === version.programme.code && about.kind === subject.kind && about.id === subject.id
    );
  });
}

function OfferCard(props: {
  readonly offer: Offer;
  readonly main: boolean;
  readonly programmes: Programmes;
  /** Null for a role that proposes nobody for it. */
  readonly onPropose: (() => void) | null;
}) {
  const { t } = useTranslation('programmes');
  const { programmes } = props;
  const { version, fit } = props.offer;
  const words = useWords(programmes);
  const [open, setOpen] = useState(false);
  const { programme } = version;
  const name = nameIn(programme.names, words.language);
  const own = ownEntry(programmes, props.offer);
  const meeting = fit.categories.filter((one) => one.outcome === 'meets');
  return (
    <section className={classes.card} aria-label={name}>
      <div className={classes.cardHead}>
        <Title order={2} size="h3">
          {name}
        </Title>
        <OutcomeBadge outcome={fit.outcome} />
        {own ? (
          <Group gap="xs">
            <Anchor component={Link} to={`/programmes/entry/${own.id}`}>
              {t('fit.already')}
            </Anchor>
            <EntryStateBadge state={own.body.state} />
          </Group>
        ) : props.onPropose === null ? null : (
          <Button
            variant={props.main ? 'filled' : 'default'}
            onClick={props.onPropose}
            aria-label={`${t('propose')}: ${name}`}
          >
            {t('propose')}
          </Button>
        )}
      </div>
      {meeting.length > 0 ? (
        <Text mt={4}>{meeting.map(({ category }) => nameIn(category.names, words.language)).join(', ')}</Text>
      ) : null}
      <Gaps fit={fit} programmes={programmes} />
      <Anchor component="button" type="button" aria-expanded={open} onClick={() => setOpen(!open)} mt={4}>
        {t('fit.why')}
      </Anchor>
      <Collapse expanded={open}>
        {open ? <WhyFits fit={fit} programme={programme} programmes={programmes} /> : null}
      </Collapse>
    </section>
  );
}

function ChooseSubject({ programmes }: { readonly programmes: Programmes }) {
  const { t } = useTranslation('programmes');
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const asked = useDeferredValue(text);
  const keyed = useMemo(
    () => [
      ...programmes.households.map(({ id, body }) => {
        const names = membersOf(body).map((one) => personName(programmes.base.person(one.personId)));
        const label = t('subject.familyOf', { name: names[0] || body.address });
        return {
          kind: 'family' as const,
          id,
          label,
          detail: body.address,
          key: strictKey(`${names.join(' ')} ${body.address}`),
        };
      }),
      ...programmes.people.map(({ id, body }) => {
        const label = personName(body);
        return {
          kind: 'person' as const,
          id,
          label,
          detail: formatDay(body.birthDate),
          key: strictKey(`${label} ${body.pinfl ?? ''}`),
        };
      }),
    ],
    [programmes, t],
  );
  const words = strictKey(asked).split(' ').filter(Boolean);
  const found = words.length === 0 ? [] : keyed.filter(({ key }) => words.every((word) => key.includes(word)));
  return (
    <Page title={t('proposeFor')}>
      <Stack maw={640}>
        <TextInput
          label={t('choose.label')}
          description={t('choose.hint')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
          autoFocus
        />
        {words.length > 0 && found.length === 0 ? <Text>{t('choose.none')}</Text> : null}
        <ul className={classes.found} aria-label={t('choose.found')}>
          {found.slice(0, MOST_FOUND).map(({ kind, id, label, detail }) => (
            <li key={`${kind}/${id}`}>
              <UnstyledButton onClick={() => void navigate(`/programmes/propose?${kind}=${id}`)}>
                {label}
                <div className={classes.quiet}>{[t(`subject.${kind}`), detail].filter(Boolean).join(' · ')}</div>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </Stack>
    </Page>
  );
}
