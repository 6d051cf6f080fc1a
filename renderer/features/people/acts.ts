import { type PERSON_CONSENTS, type PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import type { HouseholdBody } from '#shared/domain/casework/collections/households/index.ts';
import { consentState } from '#shared/domain/casework/consent.ts';
import {
  type DetailField,
  HOUSEHOLD_FIELDS,
  type HouseholdField,
  PERSON_FIELDS,
  type PersonField,
} from '#shared/domain/casework/details.ts';
import { createFacts, type FactValue, isSameFact, type Source } from '#shared/domain/casework/facts.ts';
import { isPresent, type LeavingReason, membersOf, type Membership } from '#shared/domain/casework/household.ts';
import { checkPhone } from '#shared/domain/casework/pinfl.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { type ActContext, createPerson, history, type NewPerson } from '../../documents/acts.ts';
import type { Change } from '../../ports/data.ts';
import { consentingRows, type FamilyForm, type Row } from './form.ts';

/** What somebody may agree to. */
export type PersonConsent = (typeof PERSON_CONSENTS)[number];

/** What is known of a person by id; undefined for one who is not here. */
export type PersonOf = (personId: string) => PersonBody | undefined;

/** A family, as acts on it need it. */
export interface Family {
  readonly id: string;
  readonly body: HouseholdBody;
}

/** A person, as acts on them need it. */
export interface Person {
  readonly id: string;
  readonly body: PersonBody;
}

/** Values that a form gives to fields; an empty text takes a value out. */
export type Details<Field extends string> = Readonly<Partial<Record<Field, FactValue>>>;

const emptyToNull = (value: FactValue): FactValue => (value === '' || value === undefined ? null : value);

/**
 * What a form has changed, with an entry of where each is known from; null where nothing has changed.
 * @param base values that the form began from: what has arrived since in the same field becomes a conflict
 */
function detailsChange<Field extends string>(
  record: { readonly collection: 'people' | 'households'; readonly id: string; readonly body: object },
  fields: readonly DetailField<Field>[],
  next: Details<Field>,
  source: Source,
  context: ActContext,
  base: Details<Field>,
): Change | null {
  const body = record.body as Readonly<Record<string, FactValue>>;
  const before: Record<string, FactValue> = {};
  const values: Record<string, FactValue> = {};
  for (const { name } of fields) {
    if (!Object.hasOwn(next, name)) continue;
    const value = emptyToNull(next[name]);
    const from = Object.hasOwn(base, name) ? base[name] : body[name];
    if (isSameFact(value, from) || isSameFact(value, body[name])) continue;
    values[name] = value;
    before[name] = from ?? null;
  }
  if (Object.keys(values).length === 0) return null;
  return {
    collection: record.collection,
    docId: record.id,
    kind: 'patch',
    base: before as JsonObject,
    patch: {
      ...(values as JsonObject),
      facts: createFacts(values, before, source, context) as unknown as Json,
      history: history(context, 'edited'),
    },
  };
}

const known = <Field extends string>(fields: readonly DetailField<Field>[], body: JsonObject) =>
  Object.fromEntries(fields.flatMap(({ name }) => (body[name] === undefined ? [] : [[name, body[name] as FactValue]])));

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

const sourceOf = (form: FamilyForm): Source => ({ source: form.source, detail: form.sourceDetail });

function newPeople(form: FamilyForm, address: string, context: ActContext): readonly Change[] {
  const source = sourceOf(form);
  const agreed = new Set(consentingRows(form, () => undefined, context.today).map((row) => row.id));
  return form.rows
    .filter((row) => row.personId === undefined)
    .map((row) => {
      const body = {
        ...personOf(row, { address, phone: form.phone }),
        ...(form.cameFrom.trim() ? { cameFrom: form.cameFrom.trim() } : {}),
        ...(form.cameFrom.trim() && row.from ? { cameOn: row.from } : {}),
      };
      const change = createPerson(row.id, body, context);
      const facts = createFacts(known(PERSON_FIELDS, body as unknown as JsonObject), {}, source, context);
      return {
        ...change,
        patch: {
          ...change.patch,
          facts: facts as unknown as Json,
          ...(agreed.has(row.id) ? { consents: [consentEntry(atEntry(context), context)] } : {}),
        },
      };
    });
}

/** People known before: whoever had moved away is back, and whoever agreed has agreed. */
function knownPeople(form: FamilyForm, personOf: PersonOf, context: ActContext): readonly Change[] {
  const agreed = new Set(consentingRows(form, personOf, context.today).map((row) => row.id));
  return form.rows.flatMap((row): readonly Change[] => {
    const body = row.personId === undefined ? undefined : personOf(row.personId);
    if (!body || row.personId === undefined) return [];
    const person = { id: row.personId, body };
    return [
      ...(body.departedOn
        ? returnPerson(person, { cameFrom: form.cameFrom, cameOn: row.from }, sourceOf(form), context)
        : []),
      ...(agreed.has(row.id) && consentState(body, 'base', context.today).state !== 'valid'
        ? [giveConsent(person, atEntry(context), context)]
        : []),
    ];
  });
}

const atEntry = (context: ActContext): NewConsent => ({ purpose: 'base', on: context.today, how: '' });

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
  personOf: PersonOf,
  context: ActContext,
): readonly Change[] {
  const phone = checkPhone(form.phone);
  const own = {
    address: form.address.trim(),
    ...(phone.ok ? { phone: phone.value } : {}),
    ...(form.note.trim() ? { note: form.note.trim() } : {}),
  };
  return [
    ...newPeople(form, form.address, context),
    ...knownPeople(form, personOf, context),
    {
      collection: 'households',
      docId: form.householdId,
      kind: 'create',
      patch: {
        ...own,
        facts: createFacts(own, {}, sourceOf(form), context) as unknown as Json,
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
  personOf: PersonOf,
  context: ActContext,
): readonly Change[] {
  // A family that had moved away and has members here again is back.
  const [back] = returnFamily(family, sourceOf(form), context);
  return [
    ...newPeople(form, family.body.address, context),
    ...knownPeople(form, personOf, context),
    {
      collection: 'households',
      docId: family.id,
      kind: 'patch',
      ...(back?.base ? { base: back.base } : {}),
      patch: {
        ...back?.patch,
        members: form.rows.map((row) => entryOf(row, context)),
        history: history(context, 'member_added'),
      },
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

/** Changes a family's own fields, and where they are known from; nothing where nothing has changed. */
export function editFamily(
  family: Family,
  next: Details<HouseholdField>,
  source: Source,
  context: ActContext,
  base: Details<HouseholdField> = {},
): readonly Change[] {
  const change = detailsChange({ collection: 'households', ...family }, HOUSEHOLD_FIELDS, next, source, context, base);
  return change ? [change] : [];
}

/** Changes what is known of a person, and where it is known from; nothing where nothing has changed. */
export function editPerson(
  person: Person,
  next: Details<PersonField>,
  source: Source,
  context: ActContext,
  base: Details<PersonField> = {},
): readonly Change[] {
  const change = detailsChange({ collection: 'people', ...person }, PERSON_FIELDS, next, source, context, base);
  return change ? [change] : [];
}

/** A move to another mahalla. */
export interface Departure {
  readonly on: Day;
  /** The new address or office, in words. */
  readonly to: string;
}

/** Fields that say that somebody, or a whole family, does not live here any more. */
const DEPARTURE_FIELDS = [
  { name: 'departedOn', kind: 'day' },
  { name: 'departedTo', kind: 'text' },
] as const satisfies readonly DetailField<'departedOn' | 'departedTo'>[];

const RETURN_FIELDS = [
  ...DEPARTURE_FIELDS,
  { name: 'cameFrom', kind: 'text' },
  { name: 'cameOn', kind: 'day' },
] as const;

/** Writes down that people have moved to another mahalla: they leave their families and stay to be read. */
export function departPeople(
  people: readonly Person[],
  familiesOf: (personId: string) => readonly Family[],
  departure: Departure,
  source: Source,
  context: ActContext,
): readonly Change[] {
  const leaving = { why: 'moved_away' as const, on: departure.on, note: departure.to };
  const gone = new Set(people.map((person) => person.id));
  const families = new Map(people.flatMap(({ id }) => familiesOf(id).map((family) => [family.id, family] as const)));
  return [
    ...people.flatMap((person) => {
      const next = { departedOn: departure.on, departedTo: departure.to.trim() };
      const change = detailsChange({ collection: 'people', ...person }, DEPARTURE_FIELDS, next, source, context, {});
      return change ? [{ ...change, patch: { ...change.patch, history: history(context, 'departed') } }] : [];
    }),
    ...[...families.values()].flatMap((family) => {
      const ended = membersOf(family.body).filter((one) => gone.has(one.personId));
      const changes = ended.map((one) => leaveFamily(family, one, leaving, context));
      return mergePatches(changes);
    }),
  ];
}

/** Several entries for the logs of one record, as one change. */
function mergePatches(changes: readonly Change[]): readonly Change[] {
  const [first] = changes;
  if (!first) return [];
  const leavings = changes.flatMap((change) => change.patch.leavings as readonly Json[]);
  return [{ ...first, patch: { ...first.patch, leavings } }];
}

/** Writes down that a whole family has moved to another mahalla. */
export function departFamily(
  family: Family,
  personOf: PersonOf,
  familiesOf: (personId: string) => readonly Family[],
  departure: Departure,
  source: Source,
  context: ActContext,
): readonly Change[] {
  const people = membersOf(family.body).flatMap(({ personId }): readonly Person[] => {
    const body = personOf(personId);
    return body && isPresent(body) ? [{ id: personId, body }] : [];
  });
  const next = { departedOn: departure.on, departedTo: departure.to.trim() };
  const own = detailsChange({ collection: 'households', ...family }, DEPARTURE_FIELDS, next, source, context, {});
  const all = departPeople(people, familiesOf, departure, source, context);
  const isOwn = (change: Change) => change.collection === 'households' && change.docId === family.id;
  if (!own) return all;
  const departed = { ...own, patch: { ...own.patch, history: history(context, 'departed') } };
  const leavings = all.find(isOwn)?.patch.leavings;
  return [
    ...all.filter((change) => !isOwn(change)),
    { ...departed, patch: { ...departed.patch, ...(leavings ? { leavings } : {}) } },
  ];
}

/** Writes down that somebody who had moved away lives here again. */
export function returnPerson(
  person: Person,
  from: { readonly cameFrom: string; readonly cameOn?: Day | undefined },
  source: Source,
  context: ActContext,
): readonly Change[] {
  const next = {
    departedOn: null,
    departedTo: null,
    ...(from.cameFrom.trim() ? { cameFrom: from.cameFrom.trim() } : {}),
    ...(from.cameOn ? { cameOn: from.cameOn } : {}),
  };
  const change = detailsChange({ collection: 'people', ...person }, RETURN_FIELDS, next, source, context, {});
  return change ? [{ ...change, patch: { ...change.patch, history: history(context, 'returned') } }] : [];
}

/** Writes down that a family that had moved away lives here again; its people are entered as members anew. */
export function returnFamily(family: Family, source: Source, context: ActContext): readonly Change[] {
  const next = { departedOn: null, departedTo: null };
  const change = detailsChange({ collection: 'households', ...family }, DEPARTURE_FIELDS, next, source, context, {});
  return change ? [{ ...change, patch: { ...change.patch, history: history(context, 'returned') } }] : [];
}

/** A consent as a form has it. */
export interface NewConsent {
  readonly purpose: PersonConsent;
  readonly on: Day;
  readonly until?: Day | undefined;
  /** How it was given: a signed paper, in the presence of whom. */
  readonly how: string;
}

function consentEntry(consent: NewConsent, context: ActContext): JsonObject {
  return {
    id: context.newId(),
    purpose: consent.purpose,
    on: consent.on,
    ...(consent.until ? { until: consent.until } : {}),
    ...(consent.how.trim() ? { how: consent.how.trim() } : {}),
    actor: context.actor.id,
    at: context.at,
  };
}

/** Writes down what somebody has agreed to. */
export function giveConsent(person: Person, consent: NewConsent, context: ActContext): Change {
  return {
    collection: 'people',
    docId: person.id,
    kind: 'patch',
    patch: { consents: [consentEntry(consent, context)], history: history(context, 'consented', consent.purpose) },
  };
}

/**
 * Writes down that somebody has taken a consent back: every entry of that purpose that still holds ends. Without the
 * consent to a photograph there is none.
 */
export function withdrawConsent(
  person: Person,
  withdrawal: { readonly purpose: PersonConsent; readonly on: Day; readonly note: string },
  context: ActContext,
): Change {
  const { purpose, on, note } = withdrawal;
  const withdrawn = new Set((person.body.withdrawals ?? []).map((one) => one.consentId));
  const ending = (person.body.consents ?? []).filter((one) => one.purpose === purpose && !withdrawn.has(one.id));
  return {
    collection: 'people',
    docId: person.id,
    kind: 'patch',
    patch: {
      withdrawals: ending.map((one) => ({
        id: context.newId(),
        consentId: one.id,
        on,
        ...(note.trim() ? { note: note.trim() } : {}),
        actor: context.actor.id,
        at: context.at,
      })),
      ...(purpose === 'photo' && person.body.photo ? photoPatch(null, context) : {}),
      history: history(context, 'consent_withdrawn', purpose),
    },
  };
}

/** The picture itself is not written into the log of facts: only that there is one. */
function photoPatch(photo: string | null, context: ActContext): JsonObject {
  const facts = createFacts({ photo: photo === null ? null : 'yes' }, {}, { source: 'seen', detail: '' }, context);
  return { photo, facts: facts as unknown as Json };
}

/** Puts a photograph to a person, with the consent where one is given with it; null takes it out. */
export function setPhoto(
  person: Person,
  photo: string | null,
  consent: NewConsent | null,
  context: ActContext,
): Change {
  return {
    collection: 'people',
    docId: person.id,
    kind: 'patch',
    patch: {
      ...photoPatch(photo, context),
      ...(consent ? { consents: [consentEntry(consent, context)] } : {}),
      history: history(context, photo === null ? 'photo_removed' : 'photo_set'),
    },
  };
}
