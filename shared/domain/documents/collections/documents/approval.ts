import { Type } from '@sinclair/typebox';
import { isActing } from '#shared/domain/access/acting.ts';
import {
  currentStep,
  draftHash,
  isRouteDone,
  isRouteValid,
  readRoute,
  ROUTE_ACTIONS,
  ROUTE_MODES,
  type RoutedBody,
  type RouteEntry,
  type RouteStep,
  type Verdict,
  VERDICTS,
} from '#shared/domain/documents/route.ts';
import { isActorChair } from '#shared/domain/documents/chairing.ts';
import { OFFICE_KEY_ALGORITHM } from '#shared/domain/documents/signing.ts';
import { choice, text } from '#shared/domain/fields.ts';
import type { GuardInput } from '#shared/kernel/define-workflow.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { JsonObject } from '#shared/kernel/json.ts';

const person = () => Type.String({ minLength: 3, maxLength: 64 });
const id = () => Type.String({ minLength: 1, maxLength: 64 });

/** Fields of a draft that whoever returns it may comment on one by one. */
export const COMMENTED_FIELDS = ['kind', 'subject', 'correspondent', 'text', 'annexes'] as const;

/** Fields of a paper's route for approval and signing. */
export const approvalFields = {
  route: Type.Optional(
    Type.Array(
      Type.Object(
        {
          id: id(),
          action: choice(ROUTE_ACTIONS),
          mode: choice(ROUTE_MODES),
          people: Type.Array(person(), { minItems: 1, maxItems: 20 }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 12 },
    ),
  ),
  approvals: Type.Optional(
    Type.Array(
      Type.Object(
        {
          id: id(),
          actor: person(),
          at: Type.String({ maxLength: 32 }),
          step: id(),
          verdict: choice(VERDICTS),
          hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
          for: Type.Optional(person()),
          version: text(64),
          note: text(4000),
          signatureId: Type.Optional(person()),
        },
        { additionalProperties: false },
      ),
      { maxItems: 500 },
    ),
  ),
  /** What whoever returned the draft says of its fields, one by one; the comment as a whole is `returnComment`. */
  returnNotes: Type.Optional(
    Type.Object(Object.fromEntries(COMMENTED_FIELDS.map((field) => [field, text(2000)])), {
      additionalProperties: false,
    }),
  ),
};

/** Fields that steps alone set. */
export const APPROVAL_READONLY = ['route', 'approvals', 'returnNotes'] as const;

/** Documents that the guards of a route need to see. */
export function relatedOfApproval(patch: JsonObject): readonly (readonly [string, string])[] {
  if (!Array.isArray(patch.approvals)) return [];
  return (patch.approvals as readonly Partial<RouteEntry>[]).flatMap((entry) => [
    ...(typeof entry?.signatureId === 'string' ? [['signatures', entry.signatureId] as const] : []),
    ...(typeof entry?.for === 'string' ? [['staff', entry.for] as const] : []),
  ]);
}

const routed = (body: JsonObject) => body as unknown as RoutedBody;

/** The answer that a step brings. Null where it brings none that is new: it is laid over its own outcome. */
function answerOf(input: GuardInput): RouteEntry | null | 'wrong' {
  const brought = (input.patch.approvals ?? []) as unknown as readonly RouteEntry[];
  const known = new Set((routed(input.before).approvals ?? []).map((entry) => entry.id));
  const fresh = brought.filter((entry) => !known.has(entry.id));
  if (brought.length > 0 && fresh.length === 0) return null;
  const [entry] = fresh;
  return entry && fresh.length === 1 ? entry : 'wrong';
}

/** Whether this person stands on a step, themselves or in the chair's place. */
function standsOn(input: GuardInput, step: RouteStep, entry: RouteEntry): boolean {
  if (entry.for === undefined) return step.people.includes(input.actor.id);
  const { at, actor } = input;
  const chair = input.related('staff', entry.for)?.body;
  return step.people.includes(entry.for) && chair?.role === 'chair' && at !== undefined && isActing(actor, at);
}

/** The rule that an answer of these verdicts breaks, or null. */
function brokenAnswer(input: GuardInput, action: RouteStep['action'], verdicts: readonly Verdict[]): ErrorCode | null {
  const entry = answerOf(input);
  if (entry === null) return null;
  if (entry === 'wrong' || !verdicts.includes(entry.verdict)) return 'op_invalid';
  const standings = readRoute(routed(input.before));
  const at = standings.findIndex((standing) => standing.step.id === entry.step);
  const standing = standings[at];
  const open = standings.findIndex((one) => !one.done);
  // An answer may come late, after another of its step was enough; it never comes early.
  if (!standing || standing.step.action !== action || (open >= 0 && at > open)) return 'route_not_your_turn';
  if (!standsOn(input, standing.step, entry)) return 'route_not_your_turn';
  if (action === 'approve' && input.before.submittedBy === input.actor.id) return 'self_approval';
  if (entry.hash !== draftHash(routed(input.before))) return 'approval_outdated';
  if (entry.verdict !== 'approved' && entry.verdict !== 'signed' && !entry.note?.trim()) return 'field_required';
  return null;
}

/** A draft goes out on a route that can be walked, and not unchanged after it was refused for a reason. */
export function brokenSubmission(input: GuardInput): ErrorCode | null {
  const body = routed(input.body);
  if (body.route?.length && !isRouteValid(body.route, input.actor.id)) return 'route_invalid';
  const refused = (body.approvals ?? []).filter((entry) => entry.verdict === 'refused');
  if (refused.length === 0) return null;
  const hash = draftHash(body);
  return refused.some((entry) => entry.hash === hash) ? 'refused_unchanged' : null;
}

/** A person on the route approves, in their turn, what they have read. */
export function brokenEndorsement(input: GuardInput): ErrorCode | null {
  return brokenAnswer(input, 'approve', ['approved']);
}

/** The chair returns any draft; on a route, so does whoever is asked. */
export function brokenReturn(input: GuardInput): ErrorCode | null {
  if (Array.isArray(input.patch.approvals)) return brokenAnswer(input, 'approve', ['returned', 'refused']);
  if (isActorChair(input)) return null;
  const current = currentStep(routed(input.before));
  return current?.step.people.includes(input.actor.id) ? null : 'role_forbidden';
}

/** The chair approves alone where there is no route; a route has to be walked to its end. */
export function brokenApproval(input: GuardInput): ErrorCode | null {
  return isRouteDone(routed(input.before), 'approve') ? null : 'route_unfinished';
}

/** The first signature gives the number: after all approvals, by the first signer of the route. */
export function brokenFirstSignature(input: GuardInput): ErrorCode | null {
  const before = routed(input.before);
  if (!isRouteDone(before, 'approve')) return 'route_unfinished';
  const first = before.route?.find((step) => step.action === 'sign');
  if (!first) return null;
  const entry = answerOf(input);
  if (entry === null) return null;
  if (entry === 'wrong' || entry.verdict !== 'signed' || entry.step !== first.id) return 'op_invalid';
  if (entry.signatureId !== input.patch.signatureId) return 'signature_invalid';
  return standsOn(input, first, entry) ? null : 'route_not_your_turn';
}

/** The others sign after the first, in their turn, each with a signature of their own; or decline with a reason. */
export function brokenCountersignature(input: GuardInput): ErrorCode | null {
  const entry = answerOf(input);
  if (entry === null) return null;
  if (entry === 'wrong') return 'op_invalid';
  // The hash of what is read has no number in it, and the paper has not changed since it was signed.
  const broken = brokenAnswer(input, 'sign', ['signed', 'declined']);
  if (broken || entry.verdict === 'declined') return broken;
  const signature = input.related('signatures', String(entry.signatureId))?.body;
  const fits =
    signature?.documentId === input.id &&
    signature.contentHash === input.before.contentHash &&
    signature.signerId === input.actor.id &&
    signature.algorithm === OFFICE_KEY_ALGORITHM;
  return fits ? null : 'signature_invalid';
}

/** A paper goes out when everyone on its route has signed or declined. */
export function brokenDispatch(input: GuardInput): ErrorCode | null {
  return isRouteDone(routed(input.before), 'sign') ? null : 'route_unfinished';
}
