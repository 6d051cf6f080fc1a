import { Anchor, Button, Text, Textarea, Title } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { findFilledFaults, labelIn, type Filled, type Questions } from '#shared/domain/documents/questions.ts';
import { formatDayLong, formatMoment } from '#shared/domain/language/dates.ts';
import { type Failure, toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../../app/session-context.ts';
import { useData, useRecord } from '../../data/react.tsx';
import { submitDraft } from '../../documents/acts.ts';
import { type FilledFields, keepFilled } from '../../documents/instruction-acts.ts';
import { useOffice } from '../../documents/office.ts';
import { type Filling, QuestionFields, questionFieldId, toFilled, toFilling } from '../../documents/questions.tsx';
import { canEdit } from '../../documents/steps.ts';
import { useKeptForm } from '../../documents/use-kept-form.ts';
import { useFailureText, useLanguage } from '../../i18n/index.ts';
import type { RecordOf } from '../../ports/data.ts';
import { EmptyState, ErrorSummary, FormActions, FormColumn, LoadingState, Page } from '../../ui/index.ts';
import classes from './instructions.module.css';

/** Fills in the form of an answer to an instruction; offline as well as online. */
export function FillScreen() {
  const { id = '' } = useParams();
  const { t } = useTranslation(['instructions', 'paper']);
  const { user } = useSession();
  const answer = useRecord('documents', id);
  const asked = useRecord('documents', answer?.body.answersId ?? null);
  if (answer === undefined || asked === undefined) return <LoadingState />;
  if (!answer?.body.questions) {
    return (
      <EmptyState title={t('paper:gone.title')} order={1}>
        {t('paper:gone.hint')}
      </EmptyState>
    );
  }
  if (!canEdit(answer, user)) {
    return (
      <EmptyState
        order={1}
        title={t('paper:edit.frozen')}
        action={
          <Button component={Link} to={`/paper/${id}`}>
            {t('paper:edit.done')}
          </Button>
        }
      />
    );
  }
  return <Fill key={id} answer={answer} asked={asked} />;
}

/** What is being filled in, kept as it stands in the fields. */
interface Kept {
  readonly filling: Filling;
  readonly text: string;
}

const SAVE_AFTER_MS = 1_200;

function Fill(props: { readonly answer: RecordOf<'documents'>; readonly asked: RecordOf<'documents'> | null }) {
  const { t } = useTranslation(['instructions', 'paper', 'common']);
  const language = useLanguage();
  const failureText = useFailureText();
  const navigate = useNavigate();
  const data = useData();
  const office = useOffice();
  const { answer, asked } = props;
  const questions = answer.body.questions as Questions;
  const key = `fill.${answer.id}`;
  const stored: FilledFields = { filled: (answer.body.filled ?? {}) as Filled, text: answer.body.text ?? '' };
  const form = useKeptForm<Kept>(key, () => ({ filling: toFilling(questions, stored.filled), text: stored.text }));
  const { values } = form;
  // What the page began from: the base of the next change, so that another's change of one answer becomes a conflict
  // instead of being written over.
  const began = useRef<FilledFields>(stored);
  const [tried, setTried] = useState(false);
  const [shownFaults, setShownFaults] = useState<readonly { fieldId: string; message: string }[]>([]);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const queue = useRef<Promise<boolean>>(Promise.resolve(true));
  const latest = useRef<Kept | null>(values);
  latest.current = values;

  const save = useCallback((): Promise<boolean> => {
    queue.current = queue.current.then(async () => {
      const kept = latest.current;
      if (!kept) return false;
      const now: FilledFields = { filled: toFilled(questions, kept.filling), text: kept.text };
      const changes = keepFilled(answer.id, began.current, now);
      if (changes.length === 0) return true;
      try {
        const result = await data.commit(changes);
        setFailure(result.ok ? null : result.failure);
        if (!result.ok) return false;
        began.current = now;
        setSavedAt(Date.now());
        return true;
      } catch (error) {
        setFailure(toFailure(error));
        return false;
      }
    });
    return queue.current;
  }, [data, answer.id, questions]);

  // The draft saves itself when the typing rests, and when the page is left.
  useEffect(() => {
    if (!values) return undefined;
    const timer = setTimeout(() => void save(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [values, save]);
  const { drafts } = data;
  const leave = useRef(save);
  leave.current = save;
  useEffect(
    () => () => {
      void leave.current().then((done) => (done ? drafts.discard(key) : undefined));
    },
    [drafts, key],
  );

  if (!values) return <LoadingState />;
  const filled = toFilled(questions, values.filling);
  const faults = findFilledFaults(questions, filled);

  const finish = async (send: boolean) => {
    if (send && (faults.length > 0 || values.text.trim() === '')) {
      setTried(true);
      const nameOf = (id: string) => {
        const question = questions.fields.find((one) => one.id === id);
        return question ? labelIn(question.label, language) : id;
      };
      setShownFaults([
        ...faults.map((fault) => ({
          fieldId: questionFieldId(fault.id),
          message: t('faultAt', { question: nameOf(fault.id) }),
        })),
        ...(values.text.trim() === '' ? [{ fieldId: 'fill-text', message: t('textNeeded') }] : []),
      ]);
      return;
    }
    if (!(await save())) return;
    await drafts.discard(key);
    if (send && (await office.act(submitDraft(answer, office.context()), t('paper:done.submit'))) !== null) return;
    void navigate(`/paper/${answer.id}`);
  };
  const change = (next: Partial<Kept>) => {
    setShownFaults([]);
    form.set(next);
  };
  const sign = failure
    ? t('paper:edit.notSaved', { why: failureText(failure) })
    : savedAt !== null
      ? t('paper:edit.saved', { time: formatMoment(savedAt, language, { now: savedAt }) })
      : t('paper:edit.waits');
  return (
    <Page
      title={t('fill.title')}
      subtitle={asked ? asked.body.subject : answer.body.subject}
      actions={
        <Anchor component={Link} to={`/paper/${answer.id}`}>
          {t('paper:edit.done')}
        </Anchor>
      }
    >
      <FormColumn onSubmit={() => void finish(true)} label={t('fill.title')}>
        <ErrorSummary faults={shownFaults} />
        {asked?.body.recall ? (
          <div role="note" className={classes.note}>
            <Text fw={600}>{t(`recall.${asked.body.recall.kind}`)}</Text>
            <Anchor component={Link} to={`/paper/${asked.body.recall.docId ?? asked.id}`}>
              {t('recall.see')}
            </Anchor>
          </div>
        ) : null}
        {answer.body.state === 'returned' && answer.body.returnComment ? (
          <div role="note" className={classes.note}>
            <Text fw={600}>{t('paper:returned')}</Text>
            <Text>{answer.body.returnComment}</Text>
          </div>
        ) : null}
        {asked ? (
          <section className={classes.asked} aria-label={t('fill.instruction')}>
            <Title order={2}>{t('fill.instruction')}</Title>
            <Text className={classes.text}>{asked.body.text}</Text>
            {asked.body.dueDate ? (
              <Text fw={600}>{t('fill.due', { day: formatDayLong(asked.body.dueDate, language) })}</Text>
            ) : null}
          </section>
        ) : null}
        <QuestionFields
          questions={questions}
          filling={values.filling}
          faults={tried ? faults : []}
          onChange={(id, value) => {
            const { [id]: _, ...rest } = values.filling;
            change({ filling: value === undefined ? rest : { ...rest, [id]: value } });
          }}
        />
        <Textarea
          id="fill-text"
          label={t('fill.text')}
          description={t('fill.textHint')}
          autosize
          minRows={2}
          maxLength={100_000}
          value={values.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          error={tried && values.text.trim() === '' ? t('common:form.required') : null}
        />
        <FormActions>
          <Button type="submit" title="Ctrl + Enter">
            {t('paper:step.submit')}
          </Button>
          <Button variant="default" onClick={() => void finish(false)}>
            {t('paper:edit.done')}
          </Button>
          <Text size="xs" c={failure ? 'var(--mantine-color-error)' : 'dimmed'} role="status" className={classes.sign}>
            {sign}
          </Text>
        </FormActions>
      </FormColumn>
    </Page>
  );
}
