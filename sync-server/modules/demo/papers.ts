import { randomBytes } from 'node:crypto';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import { documents } from '#shared/domain/documents/collections/documents/index.ts';
import { people, type PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import { signatures, type SignatureBody } from '#shared/domain/documents/collections/signatures/index.ts';
import { tasks, type TaskBody } from '#shared/domain/documents/collections/tasks/index.ts';
import { pinflCheckDigit } from '#shared/domain/casework/pinfl.ts';
import { createCalendar } from '#shared/domain/documents/calendar.ts';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { appealDeadline } from '#shared/domain/documents/deadline.ts';
import type { Journal } from '#shared/domain/documents/journals.ts';
import { formatNumber } from '#shared/domain/documents/numbering.ts';
import {
  createOfficeKey,
  OFFICE_KEY_ALGORITHM,
  signContent,
  type OfficeKey,
} from '#shared/domain/documents/signing.ts';
import { addDays, type Day } from '#shared/domain/language/dates.ts';
import type { ServerDoc } from '../server-docs.ts';
import { APPEALS, FAMILIES, INTERNAL, LETTERS, MEN, OUTGOING, STREETS, WOMEN } from './texts.ts';

/** Who works in the office of the demonstration. */
export interface DemoStaff {
  readonly chair: { readonly id: string; readonly name: string };
  readonly secretary: { readonly id: string };
  readonly specialist: { readonly id: string };
}

/** A key for the signatures of the demonstration; its secret is forgotten afterwards. */
export function createDemoKey(): OfficeKey {
  return createOfficeKey({ bytes: (length) => randomBytes(length) });
}

// Numbers of papers from before the laptops: a lane that no laptop will be given.
const LANE = 99;

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const moment = (day: Day, hour: number) => `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** A PINFL of the demonstration, with the check digit that it must have. */
export function pinflOf(birthDate: Day, sex: 'female' | 'male', serial: number): string {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const century = Number(year) >= 2000 ? 5 : 3;
  const first = `${sex === 'male' ? century : century + 1}${day}${month}${year.slice(2)}205${String(serial).padStart(3, '0')}`;
  return `${first}${pinflCheckDigit(first)}`;
}

/** People of one office, half of them written in each script. */
function makePeople(
  seed: number,
  createdBy: string,
  day: Day,
): readonly { readonly id: string; readonly body: PersonBody }[] {
  return Array.from({ length: 20 }, (_, n) => {
    const cyrillic = n % 2 === 1 ? 1 : 0;
    const sex = n % 3 === 0 ? 'female' : 'male';
    const family = at(FAMILIES, n + seed)[cyrillic];
    const given = at(sex === 'female' ? WOMEN : MEN, n * 5 + seed)[cyrillic];
    const father = at(MEN, n * 3 + seed + 1)[cyrillic];
    const birthDate = `${1952 + ((n * 7 + seed) % 54)}-${String(1 + ((n * 5) % 12)).padStart(2, '0')}-${String(1 + ((n * 11) % 28)).padStart(2, '0')}`;
    const ending = sex === 'female' ? (cyrillic ? ' қизи' : ' qizi') : cyrillic ? ' ўғли' : ' oʻgʻli';
    return {
      id: `demo-${seed}-person-${n}`,
      body: {
        familyName: sex === 'female' ? `${family}${cyrillic ? 'а' : 'a'}` : family,
        givenName: given,
        patronymic: `${father}${ending}`,
        birthDate,
        sex,
        pinfl: pinflOf(birthDate, sex, (seed * 37 + n) % 1000),
        address: `${at(STREETS, n + seed)[cyrillic]}, ${1 + ((n * 7) % 60)}`,
        phone: `99890${String(1_000_000 + seed * 1000 + n * 37)}`,
        createdBy,
        createdAt: moment(addDays(day, -150), 5),
      },
    };
  });
}

/**
 * About sixty papers of one office in all states, with their people, tasks and signatures; days are counted from
 * `today`. The same for the same arguments, but for the signatures' key.
 */
export function makeDemoPapers(input: {
  readonly seed: number;
  readonly officeIndex: number;
  readonly today: Day;
  readonly staff: DemoStaff;
  readonly key: OfficeKey;
  readonly holidays: readonly Day[];
}): readonly ServerDoc[] {
  const { seed, today, staff, key } = input;
  const calendar = createCalendar([{ holidays: input.holidays }]);
  const persons = makePeople(seed, staff.secretary.id, today);
  const docs: ServerDoc[] = persons.map(({ id, body }) => ({ definition: people, id, body }));
  const counters = new Map<Journal, number>();
  const number = (journal: Journal, day: Day) => {
    const n = (counters.get(journal) ?? 0) + 1;
    counters.set(journal, n);
    return formatNumber({ journal, officeIndex: input.officeIndex, lane: LANE, n, year: Number(day.slice(0, 4)) });
  };
  let entries = 0;
  const entry = (event: string, day: Day, actor: string, note?: string) => ({
    id: `demo-${seed}-h-${++entries}`,
    event,
    at: moment(day, 5 + (entries % 6)),
    actor,
    ...(note ? { note } : {}),
  });
  const paper = (id: string, body: DocumentBody) => docs.push({ definition: documents, id, body });
  const task = (id: string, body: TaskBody) => docs.push({ definition: tasks, id, body });
  const { chair, secretary, specialist } = staff;

  /** Puts number, hash and signature on a drafted paper. */
  const sign = (id: string, draft: DocumentBody, day: Day): DocumentBody => {
    const numbered = { ...draft, number: number(draft.journal, day), regDate: day };
    const hash = contentHash(numbered as SignedContent);
    const signature: SignatureBody = {
      documentId: id,
      contentHash: hash,
      algorithm: OFFICE_KEY_ALGORITHM,
      publicKey: key.publicKey,
      value: signContent(key.secret, hash),
      signerId: chair.id,
      signerName: chair.name,
      position: 'Rais',
      at: moment(day, 11),
    };
    docs.push({ definition: signatures, id: `${id}-signature`, body: signature });
    return { ...numbered, contentHash: hash, signatureId: `${id}-signature`, signedBy: chair.id, approvedBy: chair.id };
  };

  // Appeals: closed with an answer, under way (some of them late), just registered, half-written.
  for (let n = 0; n < 32; n++) {
    const appeal = at(APPEALS, n + seed);
    const person = at(persons, n * 3 + seed);
    const age = n < 12 ? 35 + n * 6 : n < 22 ? 3 + (n - 12) * 2 : n < 30 ? n - 22 : 0;
    const receivedDate = addDays(today, -age);
    const deadline = appealDeadline({ kind: appeal.kind, receivedDate, calendar });
    const id = `demo-${seed}-appeal-${n}`;
    const { familyName, givenName, patronymic, address, phone } = person.body;
    const correspondent = {
      kind: 'person' as const,
      personId: person.id,
      name: [familyName, givenName, patronymic].join(' '),
      address,
      phone,
    };
    const draft: DocumentBody = {
      journal: 'appeals',
      kind: appeal.kind,
      state: 'draft',
      receivedDate,
      subject: appeal.subject,
      text: appeal.text,
      form: at(['written', 'oral', 'electronic'] as const, n),
      correspondent,
      createdBy: secretary.id,
      createdAt: moment(receivedDate, 5),
      history: [entry('created', receivedDate, secretary.id)],
    };
    if (n >= 30) {
      paper(id, draft);
      continue;
    }
    const registered: DocumentBody = {
      ...draft,
      state: 'registered',
      number: number('appeals', receivedDate),
      regDate: receivedDate,
      dueDate: deadline.dueDate,
      dueRule: deadline.rule,
      history: [...(draft.history ?? []), entry('register', receivedDate, secretary.id)],
    };
    if (n >= 22) {
      paper(id, registered);
      continue;
    }
    const resolvedOn = addDays(receivedDate, 1);
    const underWay: DocumentBody = {
      ...registered,
      state: 'in_execution',
      executorId: specialist.id,
      resolution: 'Joyiga chiqib oʻrganilsin, natijasi bilan javob tayyorlansin.',
      resolvedBy: chair.id,
      history: [...(registered.history ?? []), entry('resolve', resolvedOn, chair.id)],
    };
    const assignment: TaskBody = {
      kind: 'assignment',
      state: 'open',
      documentId: id,
      assigneeId: specialist.id,
      text: 'Joyiga chiqib oʻrganilsin, natijasi bilan javob tayyorlansin.',
      dueDate: deadline.dueDate,
      createdBy: chair.id,
      createdAt: moment(resolvedOn, 6),
    };
    const answered = n < 12;
    const answerState = answered
      ? 'sent'
      : n === 12 || n === 13
        ? 'awaiting_approval'
        : n === 14
          ? 'returned'
          : n === 15
            ? 'draft'
            : null;
    const answerId = `demo-${seed}-answer-${n}`;
    const answerDay = answered ? addDays(receivedDate, 10) : addDays(today, -1);
    if (answerState) {
      const answer: DocumentBody = {
        journal: 'outgoing',
        kind: 'answer',
        state: answerState,
        subject: appeal.subject,
        text: `Hurmatli ${correspondent.name}!\n\nMurojaatingiz oʻrganib chiqildi. Masala boʻyicha masʼul tashkilot bilan kelishildi, ishlar jadval asosida bajariladi.`,
        correspondent,
        answersId: id,
        createdBy: specialist.id,
        createdAt: moment(answerDay, 5),
        ...(answerState === 'draft' ? {} : { submittedBy: specialist.id }),
        ...(answerState === 'returned' ? { returnComment: 'Bajarilish muddatini ham koʻrsating.' } : {}),
        history: [
          entry('created', answerDay, specialist.id),
          ...(answerState === 'draft' ? [] : [entry('submit', answerDay, specialist.id)]),
          ...(answerState === 'returned'
            ? [entry('return', answerDay, chair.id, 'Bajarilish muddatini ham koʻrsating.')]
            : []),
          ...(answered
            ? [
                entry('approve', answerDay, chair.id),
                entry('sign', answerDay, chair.id),
                entry('dispatch', answerDay, secretary.id),
              ]
            : []),
        ],
      };
      paper(
        answerId,
        answered ? { ...sign(answerId, answer, answerDay), sentDate: answerDay, sentBy: secretary.id } : answer,
      );
      if (answerState === 'awaiting_approval') {
        task(`demo-${seed}-approval-${n}`, {
          kind: 'approval',
          state: 'open',
          documentId: answerId,
          createdBy: specialist.id,
          createdAt: moment(answerDay, 6),
        });
      }
    }
    if (answered) {
      paper(id, {
        ...underWay,
        state: 'closed',
        closedDate: answerDay,
        closedBy: chair.id,
        answerId,
        history: [...(underWay.history ?? []), entry('close', answerDay, chair.id)],
      });
      task(`demo-${seed}-task-${n}`, {
        ...assignment,
        state: 'done',
        outcome: 'executed',
        decidedBy: chair.id,
        report: 'Bajarildi.',
        reportedBy: specialist.id,
      });
    } else {
      paper(id, underWay);
      task(
        `demo-${seed}-task-${n}`,
        n === 16
          ? {
              ...assignment,
              state: 'reported',
              report: 'Joyida oʻrganildi, javob loyihasi tayyorlanmoqda.',
              reportedBy: specialist.id,
            }
          : assignment,
      );
    }
  }

  for (let n = 0; n < 8; n++) {
    const letter = at(LETTERS, n + seed);
    const receivedDate = addDays(today, -(n * 4));
    const dueDate = addDays(receivedDate, 20);
    const body: DocumentBody = {
      journal: 'incoming',
      kind: 'letter',
      state: 'registered',
      number: number('incoming', receivedDate),
      regDate: receivedDate,
      receivedDate,
      dueDate,
      dueRule: 'manual',
      subject: letter.subject,
      text: letter.text,
      correspondent: {
        kind: 'organisation',
        name: letter.from,
        theirNumber: `01-${20 + n}`,
        theirDate: addDays(receivedDate, -2),
      },
      createdBy: secretary.id,
      createdAt: moment(receivedDate, 5),
      history: [entry('register', receivedDate, secretary.id)],
    };
    const id = `demo-${seed}-letter-${n}`;
    if (n % 2 === 0) paper(id, body);
    else {
      const resolved: DocumentBody = {
        ...body,
        state: 'in_execution',
        executorId: secretary.id,
        resolution: 'Ijro uchun.',
        resolvedBy: chair.id,
        history: [...(body.history ?? []), entry('resolve', receivedDate, chair.id)],
      };
      paper(
        id,
        n === 7
          ? {
              ...resolved,
              state: 'closed',
              closedDate: today,
              closedBy: chair.id,
              history: [...(resolved.history ?? []), entry('close', today, chair.id)],
            }
          : resolved,
      );
    }
  }

  for (let n = 0; n < 6; n++) {
    const out = at(OUTGOING, n + seed);
    const day = addDays(today, -(n * 5));
    const id = `demo-${seed}-out-${n}`;
    const state = at(['draft', 'awaiting_approval', 'approved', 'signed', 'sent', 'sent'] as const, n);
    const body: DocumentBody = {
      journal: 'outgoing',
      kind: 'letter',
      state,
      subject: out.subject,
      text: out.text,
      correspondent: { kind: 'organisation', name: out.to },
      createdBy: secretary.id,
      createdAt: moment(day, 5),
      ...(state === 'draft' ? {} : { submittedBy: secretary.id }),
      ...(state === 'approved' ? { approvedBy: chair.id } : {}),
      history: [
        entry('created', day, secretary.id),
        ...(state === 'draft' ? [] : [entry('submit', day, secretary.id)]),
      ],
    };
    if (state === 'signed' || state === 'sent') {
      const signed = sign(id, body, day);
      paper(id, state === 'sent' ? { ...signed, sentDate: day, sentBy: secretary.id } : signed);
    } else paper(id, body);
    if (state === 'awaiting_approval') {
      task(`demo-${seed}-approval-out-${n}`, {
        kind: 'approval',
        state: 'open',
        documentId: id,
        createdBy: secretary.id,
        createdAt: moment(day, 6),
      });
    }
  }

  INTERNAL.forEach((text, n) => {
    const day = addDays(today, -(3 + n * 9));
    const id = `demo-${seed}-internal-${n}`;
    const body: DocumentBody = {
      journal: 'internal',
      kind: 'memo',
      state: n === 0 ? 'awaiting_approval' : 'signed',
      subject: text.subject,
      text: text.text,
      submittedBy: specialist.id,
      createdBy: specialist.id,
      createdAt: moment(day, 5),
      history: [entry('created', day, specialist.id), entry('submit', day, specialist.id)],
    };
    if (n === 0) {
      paper(id, body);
      task(`demo-${seed}-approval-internal`, {
        kind: 'approval',
        state: 'open',
        documentId: id,
        createdBy: specialist.id,
        createdAt: moment(day, 6),
      });
    } else paper(id, sign(id, body, day));
  });
  return docs;
}
