import { Anchor, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { isClosedForUse } from '#shared/domain/casework/consent.ts';
import type { Day } from '#shared/domain/language/dates.ts';
import docs from '../documents/documents.module.css';
import { personName } from './case-rows.ts';

/** Somebody of the base; without a body where this laptop does not know them. */
export interface Named {
  readonly id: string;
  readonly body: PersonBody | undefined;
}

/** Those who have taken back the consent to be in the base: nothing new is begun with their records. */
export function closedAmong(people: readonly Named[], today: Day): readonly Named[] {
  return people.filter(({ body }) => body !== undefined && isClosedForUse(body, today));
}

/**
 * Says whose record is closed for new uses and what to do; nothing where nobody's is. `as` is `refusal` where it is
 * about the very person, and `warning` where it is about somebody beside them.
 */
export function ClosedForUse({
  closed,
  as,
}: {
  readonly closed: readonly Named[];
  readonly as: 'refusal' | 'warning';
}) {
  const { t } = useTranslation('casework');
  if (closed.length === 0) return null;
  return (
    <div className={docs.notice} data-tone={as === 'refusal' ? 'overdue' : 'due'} role="alert">
      <Title order={3} size="h5">
        {t('closedForUse.title')}
      </Title>
      <p>
        {closed.map(({ id, body }, at) => (
          <span key={id}>
            {at > 0 ? ', ' : null}
            <Anchor component={Link} to={`/person/${id}`}>
              {personName(body)}
            </Anchor>
          </span>
        ))}
      </p>
      <p>{t(`closedForUse.${as}`)}</p>
    </div>
  );
}
