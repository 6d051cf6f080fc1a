import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { checkParts, type PartState } from '#shared/domain/documents/parts.ts';
import { renderIn } from '#shared/domain/documents/scripts.ts';
import classes from './documents.module.css';

/** The parts that a paper of this kind has, which are there, and a way to begin one that is missing. */
export function PartsNote({
  kind,
  subject,
  text,
  onAdd,
}: {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  /** Puts a line at the end of the text. */
  readonly onAdd: (line: string) => void;
}) {
  const { t } = useTranslation('documents');
  const parts = checkParts({ kind, subject, text });
  if (parts.length === 0) return null;
  const missing = parts.filter((one) => one.state !== 'there');
  const cyrillic = /[\u0400-\u04ff]/.test(text);
  const label = (one: PartState) => (cyrillic ? renderIn(one.label, 'cyrl') : one.label);
  return (
    <section className={classes.notice} aria-label={t('part.title')} data-tone={missing.length > 0 ? 'due' : undefined}>
      <Text fw={600}>{missing.length === 0 ? t('part.whole') : t('part.title')}</Text>
      {missing.length > 0 ? (
        <ul>
          {missing.map((one) => (
            <li key={one.part}>
              {t(`part.${one.part}`)}
              {': '}
              {t(`partState.${one.state}`)}
              {one.required ? '' : ` ${t('part.advised')}`}
              {one.state === 'missing' && one.part !== 'about' ? (
                <Button variant="subtle" size="compact-sm" onClick={() => onAdd(`${label(one)}: `)}>
                  {t('part.add', { label: label(one) })}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
