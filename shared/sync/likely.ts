import { type Static, Type } from '@sinclair/typebox';

/** Somebody who is being entered, as `POST /api/v1/casework/likely` is asked about them. Nothing of it is kept. */
export const LikelyRequestSchema = Type.Object(
  {
    familyName: Type.Optional(Type.String({ maxLength: 80 })),
    givenName: Type.Optional(Type.String({ maxLength: 80 })),
    patronymic: Type.Optional(Type.String({ maxLength: 80 })),
    pinfl: Type.Optional(Type.String({ maxLength: 14 })),
    birthDate: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    document: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { additionalProperties: false },
);
/** What is asked. */
export type LikelyRequest = Static<typeof LikelyRequestSchema>;

/** An office that has records like the one that was asked about. Nothing of the records themselves. */
export interface LikelyOffice {
  readonly office: { readonly latn: string; readonly cyrl: string };
  readonly district: { readonly latn: string; readonly cyrl: string };
  /** How many of its records. */
  readonly count: number;
  readonly strength: 'strong' | 'medium' | 'weak';
}

/** The answer: other offices, the likeliest first. */
export interface LikelyAnswer {
  readonly offices: readonly LikelyOffice[];
  /** Whether there are more offices than are named. */
  readonly more: boolean;
}
