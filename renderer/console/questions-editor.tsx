import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_QUESTIONS, QUESTION_KINDS, type Questions } from '#shared/domain/documents/questions.ts';
import { type Filling, QuestionFields } from '../documents/questions.tsx';
import classes from './console.module.css';
import { FormCard, type FormCardPlace, moved } from './form-card.tsx';
import { type DraftFault, newQuestion, type QuestionDraft, toQuestions } from './questions-draft.ts';

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
            place={{
              n: at + 1,
              onUp: at > 0 ? () => move(at, -1) : null,
              onDown: at < drafts.length - 1 ? () => move(at, 1) : null,
              onRemove: () => onChange(drafts.filter((_, n) => n !== at)),
            }}
            draft={draft}
            fault={props.faults.get(draft.id)}
            onChange={(next) => put(at, next)}
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
  readonly place: FormCardPlace;
  readonly draft: QuestionDraft;
  readonly fault: DraftFault | undefined;
  readonly onChange: (draft: QuestionDraft) => void;
}) {
  const { t } = useTranslation('console');
  const { place, draft, fault } = props;
  const { kind } = draft;
  const set = (change: Partial<QuestionDraft>) => props.onChange({ ...draft, ...change });
  return (
    <FormCard
      place={place}
      draft={draft}
      inputId={draftFieldId(draft.id)}
      title={t('form.question', { n: place.n })}
      fault={fault ? t(`form.fault.${fault}`) : null}
      kind={kind}
      kinds={QUESTION_KINDS.map((value) => ({ value, label: t(`form.kinds.${value}`) }))}
      kindLabel={t('form.kind')}
      has={{
        limits: kind === 'number',
        days: kind === 'date',
        whole: kind === 'number',
        choices: kind === 'choice',
        answer: true,
      }}
      onKind={(next) => set({ kind: next })}
      onChange={set}
    />
  );
}
