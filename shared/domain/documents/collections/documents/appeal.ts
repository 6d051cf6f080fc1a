import { Type } from '@sinclair/typebox';
import { APPEAL_OUTCOMES, APPEAL_TERMS, UNCONSIDERED_REASONS } from '#shared/domain/documents/appeals.ts';
import { NOTICE_KINDS } from '#shared/domain/documents/notices.ts';
import { choice, reference, requiredText, text } from '#shared/domain/fields.ts';

/** Applicants that one appeal may name besides the first. */
export const MAX_APPLICANTS = 200;
/** Versions that a draft keeps. */
export const MAX_VERSIONS = 60;

/** Fields of a paper that the law on appeals asks for, and those of a draft's versions. */
export const appealFields = {
  /** When it came on the day of receipt, `HH:MM`: after hours it is registered on the next working day (article 23). */
  receivedTime: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })),
  /** The term that runs (article 28). */
  appealTerm: Type.Optional(choice(APPEAL_TERMS)),
  /** Why it needs study, or why the term was extended: the notice to the applicant says it. */
  termReason: text(2000),
  extendedBy: reference(),
  outcome: Type.Optional(choice(APPEAL_OUTCOMES)),
  /** Whom it was passed on to. */
  forwardedTo: text(300),
  unconsideredReason: Type.Optional(choice(UNCONSIDERED_REASONS)),
  /** The approved xulosa by which it was left unconsidered (article 29). */
  conclusionId: reference(),
  /** The earlier appeal of the same applicant about the same thing (article 3). */
  repeatOf: reference(),
  /** Whoever else has signed a collective appeal; the first applicant is the correspondent. */
  applicants: Type.Optional(
    Type.Array(
      Type.Object(
        { personId: reference(), name: requiredText(300), address: text(300), phone: text(40) },
        { additionalProperties: false },
      ),
      { maxItems: MAX_APPLICANTS },
    ),
  ),
  /** The appeal that this notice or conclusion is about, and what it tells of it. */
  noticeOf: reference(),
  noticeKind: Type.Optional(choice(NOTICE_KINDS)),
  /** What a draft said each time that it was sent for approval. */
  versions: Type.Optional(
    Type.Array(
      Type.Object(
        {
          id: Type.String({ maxLength: 64 }),
          at: Type.String({ maxLength: 32 }),
          actor: Type.String({ maxLength: 64 }),
          subject: Type.String({ maxLength: 500 }),
          text: Type.String({ maxLength: 100_000 }),
        },
        { additionalProperties: false },
      ),
      { maxItems: MAX_VERSIONS },
    ),
  ),
};

/** Fields that creation or a step alone sets. */
export const APPEAL_READONLY = [
  'appealTerm',
  'extendedBy',
  'outcome',
  'forwardedTo',
  'unconsideredReason',
  'conclusionId',
  'noticeOf',
  'noticeKind',
] as const;
