import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { ageOn, headOf, presentMembersOf, seenThrough } from '#shared/domain/casework/household.ts';
import type { templateValues } from '#shared/domain/documents/template.ts';
import { type Day, formatDay } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { useData } from '../data/react.tsx';
import type { RecordIndex } from '../ports/data.ts';

type Input = Parameters<typeof templateValues>[0];

/** A person's full name as it is written. */
export function fullNameOf(body: Pick<PersonBody, 'familyName' | 'givenName' | 'patronymic'> | undefined): string {
  return body ? [body.familyName, body.givenName, body.patronymic].filter(Boolean).join(' ') : '';
}

/** What a template says of a person, in words of its language. */
export function personFields(body: PersonBody, t: TFunction, day: Day): NonNullable<Input['person']> {
  const { familyName, givenName, patronymic, birthDate, pinfl, document, address, phone, workplace, profession } = body;
  const word = (field: 'work' | 'education' | 'maritalStatus' | 'disability') =>
    body[field] ? t(`people:option.${field}.${body[field]}`) : null;
  return {
    familyName,
    givenName,
    ...(patronymic ? { patronymic } : {}),
    ...(birthDate ? { birthDate } : {}),
    ...(pinfl ? { pinfl } : {}),
    ...(document ? { document } : {}),
    ...(address ? { address } : {}),
    ...(phone ? { phone } : {}),
    ...(workplace ? { workplace } : {}),
    ...(profession ? { profession } : {}),
    sex: body.sex ? t(`register:sex.${body.sex}`) : null,
    age: ageOn(birthDate, day),
    work: word('work'),
    education: word('education'),
    maritalStatus: word('maritalStatus'),
    disability: word('disability'),
  };
}

/**
 * What a template says of the family that somebody lives in: the members as numbered lines with relation and day of
 * birth. Empty for somebody who is in none.
 */
export function familyFields(
  personId: string,
  index: Pick<RecordIndex, 'householdsOf' | 'people' | 'resolve'>,
  t: TFunction,
  language: Language,
): NonNullable<Input['family']> {
  const family = index
    .householdsOf(personId)
    .map((one) => ({ ...one, body: seenThrough(one.body, index.resolve) }))
    .find(({ body }) => presentMembersOf(body, () => undefined).some((one) => one.personId === personId));
  if (!family) return {};
  const ids = new Set(family.body.members?.map((one) => one.personId));
  const people = new Map(index.people().flatMap(({ id, body }) => (ids.has(id) ? [[id, body]] : [])));
  const members = presentMembersOf(family.body, (id) => people.get(id));
  const head = headOf(family.body);
  const own = members.find((one) => one.personId === personId);
  const { address, phone } = family.body;
  return {
    address,
    ...(phone ? { phone } : {}),
    head: head ? fullNameOf(people.get(head.personId)) : null,
    relation: own ? t(`people:relation.${own.relation}`) : null,
    count: members.length,
    members: members
      .map((one, at) => {
        const body = people.get(one.personId);
        const born = formatDay(body?.birthDate, language);
        return `${at + 1}. ${[fullNameOf(body), t(`people:relation.${one.relation}`), born].filter(Boolean).join(', ')}`;
      })
      .join('\n'),
  };
}

/** Gives templates what the base knows of a person and their family, in the template's own language. */
export function useBaseFields(): (
  language: Language,
  person: { readonly id?: string | undefined; readonly body: PersonBody },
  day: Day,
) => Pick<Input, 'person' | 'family'> {
  const { i18n } = useTranslation();
  const { index } = useData();
  return useCallback(
    (language, { id, body }, day) => {
      const t = i18n.getFixedT(language) as TFunction;
      return {
        person: personFields(body, t, day),
        ...(id ? { family: familyFields(id, index, t, language) } : {}),
      };
    },
    [i18n, index],
  );
}
