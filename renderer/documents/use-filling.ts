import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import type { Filled } from '#shared/domain/documents/questions.ts';
import { toFailure } from '#shared/kernel/result.ts';
import { useSession } from '../app/session-context.ts';
import { useData } from '../data/react.tsx';
import { useFailureText } from '../i18n/index.ts';
import type { DocumentSummary, RecordOf } from '../ports/data.ts';
import { showFailure } from '../ui/index.ts';
import { beginFilling } from './instruction-acts.ts';
import { useOffice } from './office.ts';

/** An answer that was begun and is still with its author. */
export function unfinishedAnswer(answers: readonly DocumentSummary[]): DocumentSummary | undefined {
  const waits = (one: DocumentSummary) => one.state === 'draft' || one.state === 'returned';
  return answers.every(waits) ? answers[0] : undefined;
}

/**
 * Opens the form of an instruction's answer: the one that was begun, or a new one. Beginning takes the instruction in
 * work: it gets its number, dated today, without another question.
 */
export function useFilling(
  paper: RecordOf<'documents'>,
  answers: readonly DocumentSummary[],
): { readonly fill: () => Promise<void> } {
  const { t } = useTranslation('instructions');
  const data = useData();
  const office = useOffice();
  const { user } = useSession();
  const navigate = useNavigate();
  const failureText = useFailureText();
  const running = useRef(false);

  const earlierFilled = async (): Promise<Filled | undefined> => {
    const { corrects } = paper.body;
    const earlier = corrects && data.index.documents('outgoing').find((one) => one.answersId === corrects);
    if (!earlier) return undefined;
    return (await data.get('documents', earlier.id))?.body.filled as Filled | undefined;
  };
  const fill = async () => {
    const begun = unfinishedAnswer(answers);
    if (begun) {
      void navigate(`/paper/${begun.id}/fill`);
      return;
    }
    if (running.current) return;
    running.current = true;
    try {
      const registers =
        paper.body.state === 'delivered' && documentWorkflow.transitions.register.roles.includes(user.role);
      const given = registers ? await office.takeNumber(paper.body.journal, paper.id) : null;
      const context = office.context();
      const id = context.newId();
      const subject = t('fill.subject', { subject: paper.body.subject }).slice(0, 500);
      const changes = beginFilling(
        paper,
        { id, subject, text: t('fill.usual') },
        given,
        await earlierFilled(),
        context,
      );
      const done = given ? t('fill.begun', { number: given.number }) : undefined;
      if ((await office.act(changes, done)) === null) void navigate(`/paper/${id}/fill`);
    } catch (error) {
      showFailure(failureText(toFailure(error)));
    } finally {
      running.current = false;
    }
  };
  return { fill };
}
