import { type Day, formatDay, formatDayLong } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { fail, ok, type Result } from '#shared/kernel/result.ts';

/** Content of a `template` catalogue: a paper's text with merge fields. */
export interface TemplateData {
  /** Kind of paper that it makes, see `DOCUMENT_KINDS`. */
  readonly kind: string;
  /** Script or language of the text. */
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
}

/** Values by name; a name with a dot is a path. `null` and `undefined` are known fields without a value. */
export interface TemplateValues {
  readonly [name: string]: string | number | null | undefined | TemplateValues;
}

const FIELD = /\{\{([^{}]*)\}\}/g;

function look(values: TemplateValues, path: string): string | null {
  let at: TemplateValues[string] = values;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return null;
    at = at[part];
  }
  if (typeof at === 'object' && at !== null) return null;
  return at === null || at === undefined ? '' : String(at);
}

/** The merge fields of a template, each once, in the order of their first use. */
export function templateFields(template: string): readonly string[] {
  return [...new Set([...template.matchAll(FIELD)].map((match) => (match[1] as string).trim()))];
}

/**
 * Fills the merge fields `{{person.name}}` of a plain text. A value is put in as it is, and what looks like a field
 * inside it stays text. Fails with `field_unknown` and the field's name for one that the values don't have, and for
 * braces that don't close.
 */
export function renderTemplate(template: string, values: TemplateValues): Result<string> {
  const stray = /\{\{.{0,40}/s.exec(template.replace(FIELD, ''));
  if (stray) return fail('field_unknown', { field: stray[0] });
  let unknown: string | null = null;
  const text = template.replace(FIELD, (_, name: string) => {
    const value = look(values, name.trim());
    if (value === null) unknown ??= name.trim();
    return value ?? '';
  });
  return unknown === null ? ok(text) : fail('field_unknown', { field: unknown });
}

/** Names of the fields that {@link templateValues} gives, for whoever writes a template. */
export const TEMPLATE_FIELDS = [
  'office.name',
  'office.district',
  'office.region',
  'office.address',
  'office.phone',
  'chair.name',
  'person.name',
  'person.familyName',
  'person.givenName',
  'person.patronymic',
  'person.birthDate',
  'person.pinfl',
  'person.document',
  'person.address',
  'person.phone',
  'person.sex',
  'person.age',
  'person.work',
  'person.workplace',
  'person.profession',
  'person.education',
  'person.maritalStatus',
  'person.disability',
  'family.address',
  'family.phone',
  'family.head',
  'family.relation',
  'family.count',
  'family.members',
  'paper.number',
  'paper.date',
  'paper.subject',
  'paper.theirNumber',
  'paper.theirDate',
  'appeal.dueDate',
  'appeal.reason',
  'appeal.forwardedTo',
  'day',
  'dayLong',
] as const;

function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let at = 1; at <= b.length; at++) {
      const change = (before[at - 1] as number) + (a[row - 1] === b[at - 1] ? 0 : 1);
      now.push(Math.min(change, (before[at] as number) + 1, (now[at - 1] as number) + 1));
    }
    before = now;
  }
  return before[b.length] as number;
}

/** The known fields that are likest to an unknown one, at most three. */
export function suggestFields(unknown: string): readonly string[] {
  const bare = (path: string) => path.toLowerCase().replace(/[^a-z]/g, '');
  const asked = bare(unknown);
  const last = bare(unknown.split('.').at(-1) ?? '');
  return TEMPLATE_FIELDS.map((field) => {
    const own = bare(field.split('.').at(-1) ?? '');
    const near = Math.min(distance(asked, bare(field)), distance(last, own) + 1);
    return { field, near: own !== '' && last !== '' && (own.startsWith(last) || last.startsWith(own)) ? 0.5 : near };
  })
    .toSorted((a, b) => a.near - b.near)
    .filter((one, _, all) => one.near <= Math.max(3, (all[0]?.near ?? 0) + 1))
    .slice(0, 3)
    .map((one) => one.field);
}

/** A field that a template names and that nobody gives. */
export interface UnknownField {
  readonly field: string;
  readonly suggestions: readonly string[];
}

/** Everything that is wrong with the fields of a template's texts; nothing where all of them are known. */
export function findUnknownFields(...texts: readonly string[]): readonly UnknownField[] {
  const known = new Set<string>(TEMPLATE_FIELDS);
  const unknown = texts.flatMap((text) => templateFields(text)).filter((field) => !known.has(field));
  return [...new Set(unknown)].map((field) => ({ field, suggestions: suggestFields(field) }));
}

/** Braces that a text opens and doesn't close, as they stand there; null where there are none. */
export function findOpenBraces(text: string): string | null {
  return /\{\{.{0,40}/s.exec(text.replace(FIELD, ''))?.[0] ?? null;
}

/** The standard values for a paper's template; dates in figures, and `dayLong` in words. */
export function templateValues(input: {
  readonly language: Language;
  readonly day: Day;
  readonly office: {
    readonly name: string;
    readonly district?: string | null;
    readonly region?: string | null;
    readonly address?: string | null;
    readonly phone?: string | null;
  };
  readonly chairName?: string | null;
  readonly person?: {
    readonly name?: string | null;
    readonly familyName?: string | null;
    readonly givenName?: string | null;
    readonly patronymic?: string | null;
    readonly birthDate?: Day | null;
    readonly pinfl?: string | null;
    /** Number of a passport or an ID card. */
    readonly document?: string | null;
    readonly address?: string | null;
    readonly phone?: string | null;
    /** In words of the template's language, as the rest of what follows. */
    readonly sex?: string | null;
    /** Full years on `day`. */
    readonly age?: number | null;
    readonly work?: string | null;
    readonly workplace?: string | null;
    readonly profession?: string | null;
    readonly education?: string | null;
    readonly maritalStatus?: string | null;
    readonly disability?: string | null;
  };
  /** The family that the person lives in. */
  readonly family?: {
    readonly address?: string | null;
    readonly phone?: string | null;
    /** Full name of its head. */
    readonly head?: string | null;
    /** What the person is to the head, in words. */
    readonly relation?: string | null;
    readonly count?: number | null;
    /** A line for each member. */
    readonly members?: string | null;
  };
  readonly paper?: {
    readonly number?: string | null;
    readonly date?: Day | null;
    readonly subject?: string | null;
    readonly theirNumber?: string | null;
    readonly theirDate?: Day | null;
  };
  /** What was decided about the appeal that a notice tells of. */
  readonly appeal?: {
    readonly dueDate?: Day | null;
    readonly reason?: string | null;
    readonly forwardedTo?: string | null;
  };
}): TemplateValues {
  const { language, day, office, chairName, person = {}, family = {}, paper = {}, appeal = {} } = input;
  const fullName = [person.familyName, person.givenName, person.patronymic].filter(Boolean).join(' ');
  return {
    day: formatDay(day, language),
    dayLong: formatDayLong(day, language),
    office: {
      name: office.name,
      district: office.district,
      region: office.region,
      address: office.address,
      phone: office.phone,
    },
    chair: { name: chairName },
    person: {
      name: person.name || fullName,
      familyName: person.familyName,
      givenName: person.givenName,
      patronymic: person.patronymic,
      birthDate: formatDay(person.birthDate, language),
      pinfl: person.pinfl,
      document: person.document,
      address: person.address,
      phone: person.phone,
      sex: person.sex,
      age: person.age,
      work: person.work,
      workplace: person.workplace,
      profession: person.profession,
      education: person.education,
      maritalStatus: person.maritalStatus,
      disability: person.disability,
    },
    family: {
      address: family.address,
      phone: family.phone,
      head: family.head,
      relation: family.relation,
      count: family.count,
      members: family.members,
    },
    paper: {
      number: paper.number,
      date: formatDay(paper.date, language),
      subject: paper.subject,
      theirNumber: paper.theirNumber,
      theirDate: formatDay(paper.theirDate, language),
    },
    appeal: {
      dueDate: formatDayLong(appeal.dueDate, language),
      reason: appeal.reason,
      forwardedTo: appeal.forwardedTo,
    },
  };
}
