import { Anchor, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import {
  compactFilled,
  type Filled,
  type FilledFault,
  type FilledValue,
  labelIn,
  LARGEST_NUMBER,
  LONGEST_ANSWER,
  type Question,
  type Questions,
  showFilled,
} from '#shared/domain/documents/questions.ts';
import { formatDay, formatMoment } from '#shared/domain/language/dates.ts';
import { formatQuantity, parseNumber } from '#shared/domain/language/numbers.ts';
import { useLanguage } from '../i18n/index.ts';
import { DayField } from '../ui/index.ts';
import { ChoiceField, YesNoField } from './answer-fields.tsx';
import classes from './documents.module.css';

/** What stands in the fields of a form: texts as they are typed. */
export type Filling = Readonly<Record<string, string | boolean>>;

/** A filled form as its fields show it. */
export function toFilling(questions: Questions, filled: Filled | undefined): Filling {
  const filling: Record<string, string | boolean> = {};
  for (const { id } of questions.fields) {
    const value = filled && Object.hasOwn(filled, id) ? filled[id] : undefined;
    if (value !== undefined) filling[id] = typeof value === 'number' ? formatQuantity(value) : value;
  }
  return filling;
}

/** What the fields say. A number that can't be read stays a text, so that the fault is told at its field. */
export function toFilled(questions: Questions, filling: Filling): Filled {
  const filled: Record<string, FilledValue | undefined> = {};
  for (const { id, kind } of questions.fields) {
    const typed = Object.hasOwn(filling, id) ? filling[id] : undefined;
    const number = kind === 'number' && typeof typed === 'string' ? parseNumber(typed) : null;
    const fits = number !== null && Math.abs(number) <= LARGEST_NUMBER;
    filled[id] = fits ? number : typeof typed === 'string' ? typed.trim() : typed;
  }
  return compactFilled(filled);
}

/** Id of a question's field. */
export const questionFieldId = (id: string) => `question-${id}`;

/** The fields of an instruction's form. */
export function QuestionFields(props: {
  readonly questions: Questions;
  readonly filling: Filling;
  readonly faults: readonly FilledFault[];
  readonly onChange: (id: string, value: string | boolean | undefined) => void;
}) {
  const { t } = useTranslation('instructions');
  const language = useLanguage();
  const explain = (question: Question) => {
    const fault = props.faults.find((one) => one.id === question.id);
    if (!fault) return null;
    return t(`fault.${fault.code}`, {
      min: question.min === undefined ? '' : formatQuantity(question.min),
      max: question.max === undefined ? '' : formatQuantity(question.max),
      from: formatDay(question.from),
      to: formatDay(question.to),
      length: question.length ?? LONGEST_ANSWER,
    });
  };
  return (
    <Stack gap="md">
      {props.questions.fields.map((question, at) => (
        <QuestionField
          key={question.id}
          question={question}
          label={`${at + 1}. ${labelIn(question.label, language)}${question.required ? '' : ` ${t('common:form.optional')}`}`}
          value={props.filling[question.id]}
          error={explain(question)}
          onChange={(value) => props.onChange(question.id, value)}
        />
      ))}
    </Stack>
  );
}

function QuestionField(props: {
  readonly question: Question;
  readonly label: string;
  readonly value: string | boolean | undefined;
  readonly error: string | null;
  readonly onChange: (value: string | boolean | undefined) => void;
}) {
  const { t } = useTranslation('instructions');
  const language = useLanguage();
  const { question, label, value, error, onChange } = props;
  const id = questionFieldId(question.id);
  const typed = typeof value === 'string' ? value : '';
  switch (question.kind) {
    case 'text': {
      const most = question.length ?? LONGEST_ANSWER;
      const field = {
        id,
        label,
        error,
        value: typed,
        maxLength: most,
        onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
      };
      return most > 200 ? <Textarea {...field} autosize minRows={2} maxRows={10} /> : <TextInput {...field} />;
    }
    case 'number':
      return (
        <TextInput
          id={id}
          label={label}
          error={error}
          value={typed}
          inputMode="decimal"
          autoComplete="off"
          maw={240}
          maxLength={24}
          description={rangeOf(question, t)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'date':
      return (
        <DayField
          id={id}
          label={label}
          error={error}
          value={typed || undefined}
          onChange={onChange}
          {...(question.from ? { min: question.from } : {})}
          {...(question.to ? { max: question.to } : {})}
        />
      );
    case 'yes_no':
      return (
        <YesNoField
          {...{ id, label, error, onChange }}
          value={typeof value === 'boolean' ? value : undefined}
          words={{ yes: showFilled(question, true, language), no: showFilled(question, false, language) }}
        />
      );
    case 'choice':
      return (
        <ChoiceField
          {...{ id, label, error, onChange }}
          choices={question.choices ?? []}
          required={question.required}
          value={typed}
        />
      );
  }
}

function rangeOf(question: Question, t: (key: string, values?: Record<string, string>) => string): string | undefined {
  const { min, max } = question;
  if (min !== undefined && max !== undefined) {
    return t('range.both', { min: formatQuantity(min), max: formatQuantity(max) });
  }
  if (max !== undefined) return t('range.max', { max: formatQuantity(max) });
  // That a count is not below nothing goes without saying.
  return min !== undefined && min !== 0 ? t('range.min', { min: formatQuantity(min) }) : undefined;
}

/** What an instruction asks; in an answer, with what was filled in. Nothing for other papers. */
export function QuestionsOnPaper({ body, level }: { readonly body: DocumentBody; readonly level: 2 | 3 }) {
  const { t } = useTranslation('instructions');
  const language = useLanguage();
  const questions = body.questions as Questions | undefined;
  if (!questions) return null;
  const filled = (body.filled ?? {}) as Filled;
  if (body.journal !== 'outgoing') {
    return (
      <section className={classes.block}>
        <Title order={level}>{t('asked')}</Title>
        <ol style={{ margin: 0, paddingLeft: 24 }}>
          {questions.fields.map((question) => (
            <li key={question.id}>{labelIn(question.label, language)}</li>
          ))}
        </ol>
      </section>
    );
  }
  return (
    <section className={classes.block}>
      <Title order={level}>{t('filledForm')}</Title>
      <dl className={classes.facts}>
        {questions.fields.map((question) => (
          <QuestionLine key={question.id} question={question} filled={filled} />
        ))}
      </dl>
    </section>
  );
}

function QuestionLine({ question, filled }: { readonly question: Question; readonly filled: Filled }) {
  const language = useLanguage();
  const shown = showFilled(question, Object.hasOwn(filled, question.id) ? filled[question.id] : undefined, language);
  return (
    <>
      <dt>{labelIn(question.label, language)}</dt>
      <dd style={{ whiteSpace: 'pre-wrap' }}>{shown || '—'}</dd>
    </>
  );
}

/** What the sender of an instruction said afterwards: reminders, a withdrawal, a correction. */
export function InstructionNotices({ body, level }: { readonly body: DocumentBody; readonly level: 2 | 3 }) {
  const { t } = useTranslation('instructions');
  const language = useLanguage();
  const { recall } = body;
  const last = body.reminders?.at(-1);
  return (
    <>
      {recall ? (
        <div className={classes.notice} data-tone="overdue" role="note">
          <Title order={level}>{t(`recall.${recall.kind}`)}</Title>
          <Text>{formatMoment(recall.at, language)}</Text>
          {recall.reason ? <p className={classes.text}>{recall.reason}</p> : null}
          {recall.docId ? (
            <Anchor component={Link} to={`/paper/${recall.docId}`}>
              {t('recall.open', { number: recall.number })}
            </Anchor>
          ) : null}
        </div>
      ) : null}
      {last && !recall ? (
        <div className={classes.notice} data-tone="due" role="note">
          <Title order={level}>{t('reminded', { count: body.reminders?.length ?? 0 })}</Title>
          <Text>{formatMoment(last.at, language)}</Text>
          {last.note ? <p className={classes.text}>{last.note}</p> : null}
        </div>
      ) : null}
      {body.corrects ? (
        <p className={classes.why}>
          <Anchor component={Link} to={`/paper/${body.corrects}`}>
            {t('recall.corrects')}
          </Anchor>
        </p>
      ) : null}
    </>
  );
}
