import {
  Button,
  Checkbox,
  Collapse,
  Group,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  MOST_QUESTIONS,
  QUESTION_KINDS,
  type QuestionKind,
  type Questions,
} from '#shared/domain/documents/questions.ts';
import type { Language } from '#shared/domain/language/language.ts';
import { type Filling, QuestionFields } from '../documents/questions.tsx';
import { LANGUAGE_NAMES } from '../i18n/languages.ts';
import { DayField } from '../ui/index.ts';
import { CardTools, moved } from './card-tools.tsx';
import classes from './console.module.css';
import { type DraftFault, newQuestion, type QuestionDraft, toQuestions } from './questions-draft.ts';

const OTHERS = ['uz-Cyrl', 'ru', 'en'] as const satisfies readonly Language[];

/** Id of a question's first field, where a fault leads to. */
export const draftFieldId = (id: string) => `draft-${id}`;

/** Writes the form that an instruction brings. */
export function QuestionsEditor(props: {
  readonly drafts: readonly QuestionDraft[];
  readonly faults: ReadonlyMap<string, DraftFault>;
  /** The form that this one corrects. */
  readonly before: Questions | null;
  readonly onChange: (drafts: readonly QuestionDraft[]) => void;
}) {
  const { t } = useTranslation('console');
  const { drafts, onChange } = props;
  const [previewing, setPreviewing] = useState(false);
  const put = (at: number, draft: QuestionDraft) => onChange(drafts.map((one, n) => (n === at ? draft : one)));
  const move = (at: number, by: number) => onChange(moved(drafts, at, by));
  const add = () => {
    const draft = newQuestion(drafts, props.before);
    onChange([...drafts, draft]);
    // The new question's first field comes with the next drawing.
    setTimeout(() => document.getElementById(draftFieldId(draft.id))?.focus());
  };
  return (
    <section aria-label={t('form.title')}>
      <Title order={2} mb={4}>
        {t('form.title')}
      </Title>
      <Text c="dimmed" mb="xs">
        {t('form.hint')}
      </Text>
      <Stack gap="md">
        {drafts.map((draft, at) => (
          <QuestionCard
            key={draft.id}
            n={at + 1}
            draft={draft}
            fault={props.faults.get(draft.id)}
            onChange={(next) => put(at, next)}
            onUp={at > 0 ? () => move(at, -1) : null}
            onDown={at < drafts.length - 1 ? () => move(at, 1) : null}
            onRemove={() => onChange(drafts.filter((_, n) => n !== at))}
          />
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={add}
            disabled={drafts.length >= MOST_QUESTIONS}
          >
            {t('form.add')}
          </Button>
          {drafts.length > 0 ? (
            <Button variant="default" aria-expanded={previewing} onClick={() => setPreviewing(!previewing)}>
              {t('form.preview')}
            </Button>
          ) : null}
        </Group>
        {previewing && drafts.length > 0 ? <Preview questions={toQuestions(drafts).questions} /> : null}
      </Stack>
    </section>
  );
}

function Preview({ questions }: { readonly questions: Questions }) {
  const { t } = useTranslation('console');
  const [filling, setFilling] = useState<Filling>({});
  return (
    <section className={classes.question} aria-label={t('form.preview')}>
      <QuestionFields
        questions={questions}
        filling={filling}
        faults={[]}
        onChange={(id, value) => {
          const { [id]: _, ...rest } = filling;
          setFilling(value === undefined ? rest : { ...rest, [id]: value });
        }}
      />
    </section>
  );
}

function QuestionCard(props: {
  readonly n: number;
  readonly draft: QuestionDraft;
  readonly fault: DraftFault | undefined;
  readonly onChange: (draft: QuestionDraft) => void;
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('console');
  const { n, draft, fault } = props;
  const [open, setOpen] = useState(false);
  const set = (change: Partial<QuestionDraft>) => props.onChange({ ...draft, ...change });
  const setLabel = (language: Language, text: string) => set({ label: { ...draft.label, [language]: text } });
  const setChoices = (language: Language, text: string) => set({ choices: { ...draft.choices, [language]: text } });
  const name = draft.label['uz-Latn'].trim() || String(n);
  return (
    <div className={classes.question} role="group" aria-label={t('form.question', { n })}>
      <TextInput
        id={draftFieldId(draft.id)}
        label={t('form.question', { n })}
        value={draft.label['uz-Latn']}
        maxLength={300}
        onChange={(event) => setLabel('uz-Latn', event.currentTarget.value)}
        error={fault ? t(`form.fault.${fault}`) : null}
      />
      <Group align="flex-end" gap="md">
        <NativeSelect
          label={t('form.kind')}
          value={draft.kind}
          data={QUESTION_KINDS.map((kind) => ({ value: kind, label: t(`form.kinds.${kind}`) }))}
          onChange={(event) => set({ kind: event.currentTarget.value as QuestionKind })}
        />
        {draft.kind === 'number' ? (
          <>
            <TextInput
              label={t('form.min')}
              value={draft.min}
              inputMode="decimal"
              w={110}
              onChange={(event) => set({ min: event.currentTarget.value })}
            />
            <TextInput
              label={t('form.max')}
              value={draft.max}
              inputMode="decimal"
              w={110}
              onChange={(event) => set({ max: event.currentTarget.value })}
            />
          </>
        ) : null}
        {draft.kind === 'date' ? (
          <>
            <DayField label={t('form.from')} value={draft.from} onChange={(from) => set({ from })} maw={180} />
            <DayField label={t('form.to')} value={draft.to} onChange={(to) => set({ to })} maw={180} />
          </>
        ) : null}
      </Group>
      {draft.kind === 'choice' ? (
        <Textarea
          label={t('form.choices')}
          description={t('form.choicesHint')}
          autosize
          minRows={3}
          value={draft.choices['uz-Latn']}
          onChange={(event) => setChoices('uz-Latn', event.currentTarget.value)}
        />
      ) : null}
      <Group gap="lg">
        <Checkbox
          label={t('form.required')}
          checked={draft.required}
          onChange={(event) => set({ required: event.currentTarget.checked })}
        />
        {draft.kind === 'number' ? (
          <Checkbox
            label={t('form.whole')}
            checked={draft.whole}
            onChange={(event) => set({ whole: event.currentTarget.checked })}
          />
        ) : null}
      </Group>
      <Collapse expanded={open}>
        <Stack gap="xs">
          {OTHERS.map((language) => (
            <Stack key={language} gap={4}>
              <TextInput
                label={`${t('form.question', { n })}: ${LANGUAGE_NAMES[language]}`}
                description={language === 'uz-Cyrl' ? t('form.cyrillicHint') : undefined}
                value={draft.label[language]}
                maxLength={300}
                onChange={(event) => setLabel(language, event.currentTarget.value)}
              />
              {draft.kind === 'choice' ? (
                <Textarea
                  label={`${t('form.choices')}: ${LANGUAGE_NAMES[language]}`}
                  autosize
                  minRows={2}
                  value={draft.choices[language]}
                  onChange={(event) => setChoices(language, event.currentTarget.value)}
                />
              ) : null}
            </Stack>
          ))}
        </Stack>
      </Collapse>
      <CardTools
        {...{ name, open, onUp: props.onUp, onDown: props.onDown, onRemove: props.onRemove }}
        onOpen={setOpen}
      />
    </div>
  );
}
