import { Button, Checkbox, Collapse, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '#shared/domain/language/language.ts';
import { LANGUAGE_NAMES } from '../i18n/languages.ts';
import { DayField } from '../ui/index.ts';
import classes from './console.module.css';

const OTHERS = ['uz-Cyrl', 'ru', 'en'] as const satisfies readonly Language[];

type Texts = Readonly<Record<Language, string>>;

/** What a card of every kind of form has. */
interface Draft {
  readonly id: string;
  readonly label: Texts;
  readonly required: boolean;
  readonly whole: boolean;
  readonly min: string;
  readonly max: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** One choice a line; the lines of each language stand in the same order. */
  readonly choices: Texts;
}

/** What a form in writing asks of its cards. */
export interface FormCardPlace {
  readonly n: number;
  /** Null for the first, and for the last. */
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
  readonly onRemove: () => void;
}

/** A list with one of its items moved. */
export function moved<Item>(list: readonly Item[], at: number, by: number): readonly Item[] {
  const next = [...list];
  const [taken] = next.splice(at, 1);
  if (taken !== undefined) next.splice(at + by, 0, taken);
  return next;
}

/** One thing that a form asks, as it is being written: its words in four languages, its kind and limits, its place. */
export function FormCard<Kind extends string>(props: {
  readonly place: FormCardPlace;
  readonly draft: Draft;
  /** Id of the first box, where a fault leads to. */
  readonly inputId: string;
  readonly title: string;
  readonly fault: string | null;
  readonly kind: Kind;
  readonly kinds: readonly { readonly value: Kind; readonly label: string }[];
  readonly kindLabel: string;
  /** What this kind has besides its words. */
  readonly has: {
    readonly limits: boolean;
    readonly days: boolean;
    readonly whole: boolean;
    readonly choices: boolean;
    readonly answer: boolean;
  };
  readonly onKind: (kind: Kind) => void;
  readonly onChange: (change: Partial<Draft>) => void;
  /** Beside the kind. */
  readonly beside?: ReactNode;
  /** Below what is asked. */
  readonly below?: ReactNode;
  /** Among the words of other languages: what has none yet, and what belongs to one of them. */
  readonly words?: (language: Language) => ReactNode;
}) {
  const { t } = useTranslation('central');
  const { draft, has, onChange, title } = props;
  const [open, setOpen] = useState(false);
  const choices = (language: Language, label: string, hint?: string) => (
    <Textarea
      label={label}
      description={hint}
      autosize
      minRows={hint ? 3 : 2}
      value={draft.choices[language]}
      onChange={(event) => onChange({ choices: { ...draft.choices, [language]: event.currentTarget.value } })}
    />
  );
  return (
    <div className={classes.question} role="group" aria-label={title}>
      <TextInput
        id={props.inputId}
        label={title}
        value={draft.label['uz-Latn']}
        maxLength={300}
        onChange={(event) => onChange({ label: { ...draft.label, 'uz-Latn': event.currentTarget.value } })}
        error={props.fault}
      />
      <Group align="flex-end" gap="md">
        <NativeSelect
          label={props.kindLabel}
          value={props.kind}
          data={[...props.kinds]}
          onChange={(event) => props.onKind(event.currentTarget.value as Kind)}
        />
        {has.limits
          ? (['min', 'max'] as const).map((limit) => (
              <TextInput
                key={limit}
                label={t(`forms.${limit}`)}
                value={draft[limit]}
                inputMode="decimal"
                w={110}
                onChange={(event) => onChange({ [limit]: event.currentTarget.value })}
              />
            ))
          : null}
        {has.days ? (
          <>
            <DayField label={t('forms.from')} value={draft.from} onChange={(from) => onChange({ from })} maw={180} />
            <DayField label={t('forms.to')} value={draft.to} onChange={(to) => onChange({ to })} maw={180} />
          </>
        ) : null}
        {props.beside}
      </Group>
      {has.choices ? choices('uz-Latn', t('forms.choices'), t('forms.choicesHint')) : null}
      {has.answer ? (
        <Group gap="lg">
          <Checkbox
            label={t('forms.required')}
            checked={draft.required}
            onChange={(event) => onChange({ required: event.currentTarget.checked })}
          />
          {has.whole ? (
            <Checkbox
              label={t('forms.whole')}
              checked={draft.whole}
              onChange={(event) => onChange({ whole: event.currentTarget.checked })}
            />
          ) : null}
        </Group>
      ) : null}
      {props.below}
      <Collapse expanded={open}>
        <Stack gap="xs">
          {props.words?.('uz-Latn')}
          {OTHERS.map((language) => (
            <Stack key={language} gap={4}>
              <TextInput
                label={`${title}: ${LANGUAGE_NAMES[language]}`}
                description={language === 'uz-Cyrl' ? t('forms.cyrillicHint') : undefined}
                value={draft.label[language]}
                maxLength={300}
                onChange={(event) => onChange({ label: { ...draft.label, [language]: event.currentTarget.value } })}
              />
              {props.words?.(language)}
              {has.choices ? choices(language, `${t('forms.choices')}: ${LANGUAGE_NAMES[language]}`) : null}
            </Stack>
          ))}
        </Stack>
      </Collapse>
      <CardTools
        place={props.place}
        name={draft.label['uz-Latn'].trim() || String(props.place.n)}
        open={open}
        onOpen={setOpen}
      />
    </div>
  );
}

/** What can be done with a card: its other languages, its place, its end. */
function CardTools(props: {
  readonly place: FormCardPlace;
  /** Of the card, for whoever hears the buttons. */
  readonly name: string;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}) {
  const { t } = useTranslation('central');
  const { name, open } = props;
  const { onUp, onDown, onRemove } = props.place;
  const small = { variant: 'subtle', size: 'compact-sm' } as const;
  const icon = { size: 16, 'aria-hidden': true } as const;
  return (
    <Group gap={8}>
      <Button {...small} aria-expanded={open} onClick={() => props.onOpen(!open)}>
        {t('forms.languages')}
      </Button>
      <Button {...small} aria-label={t('forms.up', { name })} disabled={!onUp} onClick={onUp ?? undefined}>
        <IconArrowUp {...icon} />
      </Button>
      <Button {...small} aria-label={t('forms.down', { name })} disabled={!onDown} onClick={onDown ?? undefined}>
        <IconArrowDown {...icon} />
      </Button>
      <Button
        {...small}
        color="overdue"
        leftSection={<IconTrash {...icon} />}
        aria-label={t('forms.remove', { name })}
        onClick={onRemove}
      >
        {t('forms.removeShort')}
      </Button>
    </Group>
  );
}
