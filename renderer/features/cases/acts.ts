import type {
  CaseEventBody,
  CaseEventKind,
  CaseEventState,
} from '#shared/domain/casework/collections/case-events/index.ts';
import type { CaseBody } from '#shared/domain/casework/collections/cases/index.ts';
import { workersOf } from '#shared/domain/casework/collections/cases/workflow.ts';
import { checkPhone } from '#shared/domain/casework/pinfl.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import type { Json, JsonObject } from '#shared/kernel/json.ts';
import { type ActContext, compact, history } from '../../documents/acts.ts';
import type { Change } from '../../ports/data.ts';
import type { IntakeForm } from './intake.ts';

/** A case as acts on it need it. */
export interface CaseFile {
  readonly id: string;
  readonly body: CaseBody;
}

/** An event of a case, as acts on it need it. */
export interface CaseEvent {
  readonly id: string;
  readonly body: CaseEventBody;
}

/** Where a case of a kind lies, with all that belongs to it. */
function spaceOf(kind: string): Pick<Change, 'space'> {
  return kind === 'violence' ? { space: 'protected' } : {};
}

const entry = (context: ActContext, fields: object, id = context.newId()): JsonObject => ({
  ...compact(fields as JsonObject),
  id,
  actor: context.actor.id,
  at: context.at,
});

function patchCase(file: CaseFile, patch: JsonObject, event: string, context: ActContext, note?: string): Change {
  return {
    collection: 'cases',
    docId: file.id,
    kind: 'patch',
    patch: { ...patch, history: history(context, event, note) },
    ...spaceOf(file.body.kind),
  };
}

function stepCase(file: CaseFile, transition: string, fields: JsonObject, context: ActContext, note?: string): Change {
  return {
    collection: 'cases',
    docId: file.id,
    kind: 'transition',
    transition,
    patch: { ...fields, history: history(context, transition, note) },
    ...spaceOf(file.body.kind),
  };
}

/** What a consent is entered by. */
export interface ConsentForm {
  readonly purpose: string;
  readonly on: Day;
  readonly until?: Day | undefined;
  readonly toWhom?: string;
  readonly how?: string;
  readonly words?: string;
}

const consentEntry = (form: ConsentForm, context: ActContext, id?: string): JsonObject => {
  const { purpose, on, until, toWhom = '', how = '', words = '' } = form;
  return entry(context, { purpose, on, until, toWhom: toWhom.trim(), how: how.trim(), words: words.trim() }, id);
};

/**
 * Takes somebody in: whoever writes it down works on the case. Where consent to services was given it can be opened in
 * the same act.
 */
export function takeIn(form: IntakeForm, number: string, context: ActContext): readonly Change[] {
  const kind = form.kind || 'unemployed';
  const guarded = kind === 'violence';
  const phone = checkPhone(form.clientPhone);
  const known = form.personId !== undefined && !guarded;
  const workers = [
    entry(context, { userId: context.actor.id, role: 'worker' }),
    ...(form.supervisorId && form.supervisorId !== context.actor.id
      ? [entry(context, { userId: form.supervisorId, role: 'supervisor' })]
      : []),
  ];
  const consented = form.consent === 'yes';
  const consents = consented
    ? [
        consentEntry(
          { purpose: 'services', on: form.consentOn ?? context.today, until: form.consentUntil, how: form.consentHow },
          context,
        ),
      ]
    : [];
  const created: Change = {
    collection: 'cases',
    docId: form.caseId,
    kind: 'create',
    patch: {
      ...compact({
        kind,
        state: 'intake',
        number,
        personId: known ? form.personId : undefined,
        householdId: known ? form.householdId : undefined,
        clientName: known ? '' : form.clientName.trim(),
        clientBirthDate: known ? undefined : form.clientBirthDate,
        clientSex: known ? undefined : form.clientSex,
        clientPhone: phone.ok ? phone.value : form.clientPhone.trim(),
        clientAddress: form.clientAddress.trim(),
        safeContact: form.safeContact.trim(),
        source: form.source,
        urgency: form.urgency,
        openedOn: form.openedOn,
        request: form.request.trim(),
      }),
      workers,
      ...(consents.length > 0 ? { consents } : {}),
      createdBy: context.actor.id,
      createdAt: context.at,
      history: history(context, 'created'),
    },
    ...spaceOf(kind),
  };
  if (!consented || !form.openNow) return [created];
  return [created, openCase({ id: form.caseId, body: { kind } as CaseBody }, context)];
}

/** Opens a case that was taken in. */
export function openCase(file: CaseFile, context: ActContext): Change {
  return stepCase(file, 'open', file.body.openedOn ? {} : { openedOn: context.today }, context);
}

/** Fields of a case that anybody who works on it may correct. */
export const EDITABLE = [
  'clientName',
  'clientBirthDate',
  'clientSex',
  'clientPhone',
  'clientAddress',
  'safeContact',
  'source',
  'urgency',
  'openedOn',
  'request',
  'safetyPlan',
] as const;
/** A field of a case that can be corrected. */
export type EditableField = (typeof EDITABLE)[number];

/** Changes what is written in a case; nothing where nothing has changed. */
export function editCase(
  file: CaseFile,
  next: Readonly<Partial<Record<EditableField, string | undefined>>>,
  context: ActContext,
): readonly Change[] {
  const wanted = (field: EditableField) => {
    const value = (next[field] ?? '').trim();
    if (field !== 'clientPhone' || value === '') return value;
    const phone = checkPhone(value);
    return phone.ok ? phone.value : value;
  };
  const changed = EDITABLE.filter((field) => field in next && wanted(field) !== String(file.body[field] ?? ''));
  if (changed.length === 0) return [];
  const patch = Object.fromEntries(changed.map((field) => [field, wanted(field) || null]));
  const event = changed.length === 1 && changed[0] === 'safetyPlan' ? 'safety_plan' : 'edited';
  return [patchCase(file, patch, event, context)];
}

/** Writes down incident facts of a violence file, by their keys; null takes one out. */
export function editIncident(
  file: CaseFile,
  facts: Readonly<Record<string, string | null>>,
  context: ActContext,
): readonly Change[] {
  const before = file.body.incident ?? {};
  if (Object.entries(facts).every(([key, value]) => (before[key] ?? null) === value)) return [];
  // A map goes whole: which of its keys have changed is seen by what it was before.
  const after = Object.entries({ ...before, ...facts }).filter((one): one is [string, string] => one[1] !== null);
  return [patchCase(file, { incident: Object.fromEntries(after) }, 'incident', context)];
}

/** Says who of the office's people a case is about. */
export function linkPerson(file: CaseFile, personId: string, householdId: string | undefined, context: ActContext) {
  return patchCase(file, { personId, ...(householdId ? { householdId } : {}) }, 'linked', context);
}

/** Writes down a consent. */
export function addConsent(file: CaseFile, form: ConsentForm, context: ActContext, id?: string): Change {
  return patchCase(file, { consents: [consentEntry(form, context, id)] }, 'consent', context);
}

/** Writes down that a consent was taken back. */
export function withdrawConsent(
  file: CaseFile,
  consentId: string,
  form: { readonly on: Day; readonly note: string },
  context: ActContext,
): Change {
  const withdrawal = entry(context, { consentId, on: form.on, note: form.note.trim() });
  return patchCase(file, { withdrawals: [withdrawal] }, 'withdrawn', context);
}

/** Gives a case to somebody. */
export function assign(
  file: CaseFile,
  form: { readonly userId: string; readonly role: string; readonly note: string },
  context: ActContext,
): Change {
  const worker = entry(context, { userId: form.userId, role: form.role, note: form.note.trim() });
  return patchCase(file, { workers: [worker] }, 'assigned', context);
}

/** Writes down that somebody does not work on a case any more. */
export function endWork(file: CaseFile, workerEntryId: string, note: string, context: ActContext): Change {
  const ending = entry(context, { workerEntryId, note: note.trim() });
  return patchCase(file, { workerEndings: [ending] }, 'unassigned', context);
}

/** One goal of a plan as it is entered. */
export interface GoalForm {
  /** Stays the same from version to version. */
  readonly id: string;
  readonly need: string;
  readonly goal: string;
  readonly responsible: string;
  readonly due?: Day | undefined;
}

/** A version of a plan as it is entered. */
export interface PlanForm {
  readonly planId: string;
  readonly reviewOn?: Day | undefined;
  readonly note: string;
  readonly goals: readonly GoalForm[];
}

/** Writes down a version of the plan. It holds once somebody else has approved it. */
export function addPlan(file: CaseFile, form: PlanForm, context: ActContext): Change {
  const goals = form.goals.map((goal) =>
    compact({
      id: goal.id,
      need: goal.need.trim(),
      goal: goal.goal.trim(),
      responsible: goal.responsible.trim(),
      due: goal.due,
    }),
  );
  const plan = { ...entry(context, { reviewOn: form.reviewOn, note: form.note.trim() }, form.planId), goals };
  return patchCase(file, { plans: [plan] }, 'plan', context);
}

/** Approves a version of the plan, or returns it. */
export function decidePlan(
  file: CaseFile,
  planId: string,
  decision: 'approved' | 'returned',
  note: string,
  context: ActContext,
): Change {
  const made = entry(context, { planId, decision, note: note.trim() });
  return patchCase(
    file,
    { planDecisions: [made] },
    decision === 'approved' ? 'plan_approved' : 'plan_returned',
    context,
  );
}

/** How a goal ended. */
export interface GoalEnd {
  readonly goalId: string;
  readonly outcome: string;
  readonly on: Day;
  readonly note: string;
}

const goalEntry = (end: GoalEnd, context: ActContext) => entry(context, { ...end, note: end.note.trim() });

/** Writes down how a goal ended. */
export function endGoal(file: CaseFile, end: GoalEnd, context: ActContext): Change {
  return patchCase(file, { goalOutcomes: [goalEntry(end, context)] }, 'goal', context);
}

/** What can be written into an event. */
export type EventFields = Partial<
  Omit<CaseEventBody, 'caseId' | 'kind' | 'state' | 'history' | 'createdBy' | 'createdAt'>
>;

/** Writes down something that happens in a case. */
export function addEvent(
  file: CaseFile,
  kind: CaseEventKind,
  state: CaseEventState,
  fields: EventFields,
  context: ActContext,
  id = context.newId(),
): Change {
  const { answers, ...rest } = fields;
  return {
    collection: 'caseEvents',
    docId: id,
    kind: 'create',
    patch: {
      ...compact({ caseId: file.id, kind, state, workerId: context.actor.id, ...rest }),
      ...(answers ? { answers: answers as JsonObject } : {}),
      createdBy: context.actor.id,
      createdAt: context.at,
      history: history(context, 'created'),
    },
    ...spaceOf(file.body.kind),
  };
}

/** One step of an event: a referral that is sent, a visit that was made. */
export function stepEvent(
  file: CaseFile,
  event: CaseEvent,
  transition: string,
  fields: EventFields,
  context: ActContext,
): Change {
  const { answers, ...rest } = fields;
  return {
    collection: 'caseEvents',
    docId: event.id,
    kind: 'transition',
    transition,
    patch: {
      ...compact(rest),
      ...(answers ? { answers: answers as JsonObject } : {}),
      history: history(context, transition),
    },
    ...spaceOf(file.body.kind),
  };
}

/** Changes a draft; nothing where nothing has changed. */
export function editEvent(
  file: CaseFile,
  event: CaseEvent,
  fields: EventFields,
  context: ActContext,
  told: { readonly event: string; readonly note?: string } = { event: 'edited' },
): readonly Change[] {
  const before = event.body as unknown as Readonly<Record<string, Json | undefined>>;
  const changed = Object.entries(fields).filter(
    ([field, value]) => JSON.stringify(value || null) !== JSON.stringify(before[field] ?? null),
  );
  if (changed.length === 0) return [];
  return [
    {
      collection: 'caseEvents',
      docId: event.id,
      kind: 'patch',
      patch: {
        ...Object.fromEntries(changed.map(([field, value]) => [field, (value || null) as Json])),
        history: history(context, told.event, told.note),
      },
      ...spaceOf(file.body.kind),
    },
  ];
}

/** Takes a draft away. */
export function removeEvent(file: CaseFile, event: CaseEvent): Change {
  return { collection: 'caseEvents', docId: event.id, kind: 'remove', patch: {}, ...spaceOf(file.body.kind) };
}

/** A referral as it is entered. */
export interface ReferralForm {
  readonly service: string;
  readonly provider: string;
  readonly providerContact: string;
  readonly due?: Day | undefined;
  readonly on: Day;
  /** A consent of the case; a new one is written down in the same act where this is empty. */
  readonly consentId: string;
  readonly newConsent?: ConsentForm;
  readonly letter: string;
  readonly letterLanguage: string;
  readonly goalId: string;
  readonly send: boolean;
}

/** Refers somebody to a service, with the consent that it rests on. */
export function refer(file: CaseFile, form: ReferralForm, context: ActContext, id?: string): readonly Change[] {
  const fresh = form.consentId === '' && form.newConsent ? context.newId() : undefined;
  const fields = {
    service: form.service,
    provider: form.provider.trim(),
    providerContact: form.providerContact.trim(),
    on: form.on,
    due: form.due,
    consentId: fresh ?? form.consentId,
    letter: form.letter.trim(),
    letterLanguage: form.letter.trim() ? form.letterLanguage : '',
    goalId: form.goalId,
  } as EventFields;
  return [
    ...(fresh && form.newConsent ? [addConsent(file, form.newConsent, context, fresh)] : []),
    addEvent(file, 'referral', form.send ? 'sent' : 'draft', fields, context, id),
  ];
}

/** Sends a referral that was a draft; brings its case along, whose consent is asked for. */
export function sendReferral(
  file: CaseFile,
  event: CaseEvent,
  form: { readonly on: Day; readonly due?: Day | undefined; readonly consentId: string },
  context: ActContext,
): Change {
  const { on, due, consentId } = form;
  return stepEvent(file, event, 'send', { on, due, consentId, caseId: file.id } as EventFields, context);
}

/** A visit or a service as it is entered. */
export interface MeetingForm {
  readonly state: 'planned' | 'done' | 'missed';
  readonly on: Day;
  readonly service: string;
  readonly provider: string;
  readonly goalId: string;
  readonly text: string;
  readonly result: string;
  /** The day of the next visit, where one is agreed. */
  readonly next?: Day | undefined;
}

/** Writes down a visit or a service, and the visit that follows. */
export function meet(
  file: CaseFile,
  kind: 'visit' | 'service',
  form: MeetingForm,
  context: ActContext,
): readonly Change[] {
  const fields = {
    on: form.on,
    service: kind === 'service' ? form.service : '',
    provider: kind === 'service' ? form.provider.trim() : '',
    goalId: form.goalId,
    text: form.text.trim(),
    result: form.state === 'planned' ? '' : form.result.trim(),
  } as EventFields;
  return [addEvent(file, kind, form.state, fields, context), ...followUp(file, form.next, context)];
}

/** The visit that follows, where a day is agreed. */
export function followUp(file: CaseFile, next: Day | undefined, context: ActContext): readonly Change[] {
  return next ? [addEvent(file, 'visit', 'planned', { on: next }, context)] : [];
}

/** Closes a case by its goals. */
export function closeCase(
  file: CaseFile,
  form: { readonly outcome: string; readonly on: Day; readonly note: string; readonly goals: readonly GoalEnd[] },
  context: ActContext,
): Change {
  const goalOutcomes = form.goals.map((end) => goalEntry(end, context));
  return stepCase(
    file,
    'close',
    {
      ...compact({ outcome: form.outcome, closedOn: form.on, closingNote: form.note.trim() }),
      ...(goalOutcomes.length > 0 ? { goalOutcomes } : {}),
    },
    context,
  );
}

/** Opens a closed case again. */
export function reopenCase(file: CaseFile, reason: string, context: ActContext): Change {
  return stepCase(file, 'reopen', { reopenReason: reason.trim() }, context, reason.trim());
}

/** Offers a case to another office. */
export function offerCase(
  file: CaseFile,
  form: { readonly officeId: string; readonly officeName: string; readonly reason: string; readonly consentId: string },
  context: ActContext,
): Change {
  const transfer = compact({
    toOfficeId: form.officeId,
    toOfficeName: form.officeName,
    reason: form.reason.trim(),
    consentId: form.consentId,
    offeredOn: context.today,
  });
  return stepCase(file, 'offer', { transfer }, context, form.officeName);
}

/** Takes an offer back that was not answered. */
export function takeBack(file: CaseFile, context: ActContext): Change {
  return stepCase(file, 'take_back', {}, context);
}

/** Takes a case that another office sent; whoever takes it works on it. */
export function acceptCase(file: CaseFile, number: string, context: ActContext): Change {
  const already = workersOf(file.body).some((one) => one.userId === context.actor.id && one.role === 'worker');
  return stepCase(
    file,
    'accept',
    { number, ...(already ? {} : { workers: [entry(context, { userId: context.actor.id, role: 'worker' })] }) },
    context,
  );
}

/** Sends a case back to the office that it came from. */
export function declineCase(file: CaseFile, note: string, context: ActContext): Change {
  return stepCase(file, 'decline', { declinedNote: note.trim() }, context, note.trim());
}
