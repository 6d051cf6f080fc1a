import { type FactSource, type PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import { type LeavingReason, membersOf, type Membership } from '#shared/domain/casework/household.ts';
import { checkPhone } from '#shared/domain/casework/pinfl.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { type ActContext, createPerson, type NewPerson } from '../../documents/acts.ts';
import type { Change } from '../../ports/data.ts';
import type { FamilyForm, Row } from './form.ts';

/** A family, as acts on it need it. */
export interface Family {
  readonly id: string;
  readonly body: HouseholdBody;
}

/** Fields of a person of which it is kept where each is known from. */
export const PERSON_FIELDS = [
  'familyName',
  'givenName',
  'patronymic',
  'pinfl',
  'birthDate',
  'sex',
  'document',
  'address',
  'phone',
  'note',
  'diedOn',
] as const;
/** A field of a person. */
export type PersonField = (typeof PERSON_FIELDS)[number];

/** Where something is known from. */
export interface Source {
  readonly source: FactSource;
  readonly detail: string;
}

const history = (context: ActContext, event: string, note?: string): Json => [
  { id: context.newId(), event, at: context.at, actor: context.actor.id, ...(note ? { note } : {}) },
];

function factsOf(values: Readonly<Record<string, Json | undefined>>, source: Source, context: ActContext): Json {
  return PERSON_FIELDS.filter((field) => field in values).map((field) => ({
    id: context.newId(),
    field,
    value: String(values[field] ?? ''),
    source: source.source,
    ...(source.detail.trim() ? { detail: source.detail.trim() } : {}),
    actor: context.actor.id,
    at: context.at,
  }));
}

function personOf(row: Row, family: { readonly address: string; readonly phone: string }): NewPerson {
  const phone = family.phone.trim() === '' || row.relation !== 'head' ? null : checkPhone(family.phone);
  return {
    familyName: row.familyName.trim(),
    givenName: row.givenName.trim(),
    ...(row.patronymic.trim() ? { patronymic: row.patronymic.trim() } : {}),
    ...(row.pinfl.trim() ? { pinfl: row.pinfl.replace(/\s/g, '') } : {}),
    ...(row.birthDate ? { birthDate: row.birthDate } : {}),
    ...(row.sex ? { sex: row.sex } : {}),
    ...(family.address.trim() ? { address: family.address.trim() } : {}),
    ...(phone?.ok ? { phone: phone.value } : {}),
  };
}

const entryOf = (row: Row, context: ActContext): JsonObject => ({
  id: row.memberId,
  personId: row.personId ?? row.id,
  relation: row.relation || 'other_relative',
  ...(row.from ? { from: row.from } : {}),
  actor: context.actor.id,
  at: context.at,
});

function newPeople(form: FamilyForm, address: string, context: ActContext): readonly Change[] {
  const source = { source: form.source, detail: form.sourceDetail };
  return form.rows
    .filter((row) => row.personId === undefined)
    .map((row) => {
      const body = personOf(row, { address, phone: form.phone });
      const change = createPerson(row.id, body, context);
      return { ...change, patch: { ...change.patch, facts: factsOf(body as never, source, context) } };
    });
}

/** Whoever comes from another family leaves it on the day on which they come here. */
function leavingOthers(form: FamilyForm, familiesOf: (personId: string) => readonly Family[], context: ActContext) {
  return form.rows.flatMap((row): readonly Change[] => {
    const { personId } = row;
    if (personId === undefined || !row.moves) return [];
    return familiesOf(personId).flatMap((family) =>
      family.id === form.householdId
        ? []
        : membersOf(family.body)
            .filter((one) => one.personId === personId)
            .map((membership) =>
              leaveFamily(
                family,
                membership,
                { why: 'moved', ...(row.from ? { on: row.from } : {}), note: '' },
                context,
              ),
            ),
    );
  });
}

/** Writes down a family with its people, in one act. */
export function createFamily(
  form: FamilyForm,
  familiesOf: (personId: string) => readonly Family[],
  context: ActContext,
): readonly Change[] {
  const phone = checkPhone(form.phone);
  return [
    ...newPeople(form, form.address, context),
    {
      collection: 'households',
      docId: form.householdId,
      kind: 'create',
      patch: {
        address: form.address.trim(),
        ...(phone.ok ? { phone: phone.value } : {}),
        ...(form.note.trim() ? { note: form.note.trim() } : {}),
        members: form.rows.map((row) => entryOf(row, context)),
        createdBy: context.actor.id,
        createdAt: context.at,
        history: history(context, 'created'),
      },
    },
    ...leavingOthers(form, familiesOf, context),
  ];
}

/** Writes down new members of a family, in one act. */
export function addMembers(
  family: Family,
  form: FamilyForm,
  familiesOf: (personId: string) => readonly Family[],
  context: ActContext,
): readonly Change[] {
  return [
    ...newPeople(form, family.body.address, context),
    {
      collection: 'households',
      docId: family.id,
      kind: 'patch',
      patch: { members: form.rows.map((row) => entryOf(row, context)), history: history(context, 'member_added') },
    },
    ...leavingOthers(form, familiesOf, context),
  ];
}

/** Writes down that somebody belongs to a family no more. */
export function leaveFamily(
  family: Family,
  membership: Membership,
  leaving: { readonly why: LeavingReason; readonly on?: Day | undefined; readonly note: string },
  context: ActContext,
): Change {
  return {
    collection: 'households',
    docId: family.id,
    kind: 'patch',
    patch: {
      leavings: [
        {
          id: context.newId(),
          memberId: membership.id,
          why: leaving.why,
          ...(leaving.on ? { on: leaving.on } : {}),
          ...(leaving.note.trim() ? { note: leaving.note.trim() } : {}),
          actor: context.actor.id,
          at: context.at,
        },
      ],
      history: history(context, 'member_left'),
    },
  };
}

/** Writes down another relation to the head: the old entry ends, a new one begins, both stay to be read. */
export function changeRelation(
  family: Family,
  membership: Membership,
  relation: Membership['relation'],
  context: ActContext,
): readonly Change[] {
  const leaving = leaveFamily(family, membership, { why: 'relation_changed', note: '' }, context);
  const member = {
    id: context.newId(),
    personId: membership.personId,
    relation,
    ...(membership.from ? { from: membership.from } : {}),
    actor: context.actor.id,
    at: context.at,
  };
  return [{ ...leaving, patch: { ...leaving.patch, members: [member] } }];
}

/** Changes a family's own fields; nothing where nothing has changed. */
export function editFamily(
  family: Family,
  next: { readonly address: string; readonly phone: string; readonly note: string },
  context: ActContext,
): readonly Change[] {
  const phone = checkPhone(next.phone);
  const wanted: Readonly<Record<string, string>> = {
    address: next.address.trim(),
    phone: phone.ok ? phone.value : '',
    note: next.note.trim(),
  };
  const changed = Object.keys(wanted).filter((field) => wanted[field] !== ((family.body as never)[field] ?? ''));
  if (changed.length === 0) return [];
  return [
    {
      collection: 'households',
      docId: family.id,
      kind: 'patch',
      patch: {
        ...Object.fromEntries(changed.map((field) => [field, wanted[field] || null])),
        history: history(context, 'edited'),
      },
    },
  ];
}

/** Changes what is known of a person, and where it is known from; nothing where nothing has changed. */
export function editPerson(
  person: { readonly id: string; readonly body: PersonBody },
  next: Readonly<Partial<Record<PersonField, string>>>,
  source: Source,
  context: ActContext,
): readonly Change[] {
  const changed = PERSON_FIELDS.filter((field) => field in next && (next[field] ?? '') !== (person.body[field] ?? ''));
  if (changed.length === 0) return [];
  const values = Object.fromEntries(changed.map((field) => [field, next[field] || null]));
  return [
    {
      collection: 'people',
      docId: person.id,
      kind: 'patch',
      patch: { ...values, facts: factsOf(values, source, context), history: history(context, 'edited') },
    },
  ];
}
