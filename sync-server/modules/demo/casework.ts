import { type CaseBody, type CaseKind, cases } from '#shared/domain/casework/collections/cases/index.ts';
import { caseEvents, type CaseEventBody } from '#shared/domain/casework/collections/case-events/index.ts';
import { type HouseholdBody, households } from '#shared/domain/casework/collections/households/index.ts';
import { people, type PersonBody } from '#shared/domain/casework/collections/people/index.ts';
import {
  programmeEntries,
  type ProgrammeEntryBody,
} from '#shared/domain/casework/collections/programme-entries/index.ts';
import type { Relation } from '#shared/domain/casework/household.ts';
import { addDays, type Day } from '#shared/domain/language/dates.ts';
import type { ServerDoc } from '../server-docs.ts';
import { type DemoStaff, pinflOf } from './papers.ts';
import { FAMILIES, MEN, STREETS, WOMEN } from './texts.ts';

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const moment = (day: Day, hour: number) => `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** Who lives in a family of the demonstration: relation, sex, age. */
const HOMES: readonly (readonly (readonly [Relation, 'female' | 'male', number])[])[] = [
  [
    ['head', 'male', 44],
    ['wife', 'female', 41],
    ['son', 'male', 17],
    ['daughter', 'female', 12],
  ],
  [['head', 'female', 76]],
  [
    ['head', 'female', 36],
    ['daughter', 'female', 9],
    ['son', 'male', 6],
    ['son', 'male', 3],
  ],
  [
    ['head', 'male', 52],
    ['wife', 'female', 50],
    ['son', 'male', 23],
    ['mother', 'female', 79],
  ],
  [
    ['head', 'male', 33],
    ['wife', 'female', 29],
    ['daughter', 'female', 4],
  ],
  [
    ['head', 'female', 68],
    ['grandson', 'male', 10],
    ['granddaughter', 'female', 7],
  ],
];

/** Cases of the demonstration: which member of which family, what for, how far. */
const CASES: readonly {
  readonly family: number;
  readonly member: number;
  readonly kind: Exclude<CaseKind, 'violence'>;
  readonly state: 'intake' | 'open' | 'closed';
  readonly age: number;
  readonly request: string;
  readonly goal: string;
}[] = [
  {
    family: 1,
    member: 0,
    kind: 'elderly_alone',
    state: 'open',
    age: 60,
    request: 'Yolgʻiz yashayman, qishga koʻmir yetmaydi, dorixonaga borishga qiynalaman.',
    goal: 'Haftada bir marta uyda yordam va qish uchun yoqilgʻi',
  },
  {
    family: 2,
    member: 0,
    kind: 'vulnerable_family',
    state: 'open',
    age: 45,
    request: 'Уч фарзандим билан қолдим, иш тополмаяпман, кичигини боғчага беролмаяпман.',
    goal: 'Боғчага жойлаштириш ва тикувчилик курси',
  },
  {
    family: 3,
    member: 2,
    kind: 'unemployed',
    state: 'open',
    age: 25,
    request: 'Kollejni tugatganman, bir yildan beri ishsizman, payvandchilikni oʻrganmoqchiman.',
    goal: 'Monomarkazda payvandchilik kursini tugatish',
  },
  {
    family: 5,
    member: 1,
    kind: 'child_without_care',
    state: 'open',
    age: 80,
    request: 'Nabiralarimning ota-onasi chet elda, vasiylik hujjati yoʻq.',
    goal: 'Vasiylikni rasmiylashtirish',
  },
  {
    family: 4,
    member: 1,
    kind: 'disability',
    state: 'intake',
    age: 4,
    request: 'Эшитиш аппарати керак, тиббий кўрикка боришга ёрдам сўрайман.',
    goal: 'Эшитиш аппарати олиш',
  },
  {
    family: 0,
    member: 2,
    kind: 'youth',
    state: 'open',
    age: 35,
    request: 'Dasturlashni oʻrganmoqchiman, uyda kompyuter yoʻq.',
    goal: 'IT-markazda bepul kursga yozilish',
  },
  {
    family: 7,
    member: 0,
    kind: 'elderly_alone',
    state: 'closed',
    age: 140,
    request: 'Pensiyamni uyga olib kelib berishsin.',
    goal: 'Pensiyani uyga yetkazish',
  },
];

/**
 * People, families, cases and entries in programmes of one office, so that a first look shows a living base. Half is
 * written in each script; days are counted from `today`. The same for the same arguments. No file of violence is among
 * them: an invented one would teach that they lie open.
 */
export function makeDemoCasework(input: {
  readonly seed: number;
  readonly today: Day;
  readonly staff: DemoStaff;
}): readonly ServerDoc[] {
  const { seed, today, staff } = input;
  const { chair, secretary, specialist } = staff;
  const docs: ServerDoc[] = [];
  let serial = 0;
  const entryId = () => `demo-${seed}-e-${++serial}`;
  const began = addDays(today, -150);
  const stamp = { createdBy: secretary.id, createdAt: moment(began, 5) };
  const personId = (family: number, member: number) => `demo-${seed}-member-${family}-${member}`;
  const familyId = (family: number) => `demo-${seed}-family-${family}`;

  for (let family = 0; family < 12; family++) {
    const home = at(HOMES, family);
    const script = family % 2 === 1 ? 1 : 0;
    const surname = at(FAMILIES, family * 3 + seed)[script];
    const address = `${at(STREETS, family + seed)[script]}, ${2 + ((family * 9) % 70)}`;
    const father = at(MEN, family + seed)[script];
    home.forEach(([, sex, age], member) => {
      const names = sex === 'female' ? WOMEN : MEN;
      const year = Number(today.slice(0, 4)) - age - 1;
      const birthDate = `${year}-${String(1 + ((family + member * 5) % 12)).padStart(2, '0')}-${String(1 + ((family * 7 + member) % 28)).padStart(2, '0')}`;
      const kin = sex === 'female' ? [' qizi', ' қизи'] : [' oʻgʻli', ' ўғли'];
      const body: PersonBody = {
        familyName: sex === 'female' ? `${surname}${script ? 'а' : 'a'}` : surname,
        givenName: at(names, family * 2 + member * 3 + seed)[script],
        patronymic: `${father}${kin[script]}`,
        birthDate,
        sex,
        ...(age >= 16 ? { pinfl: pinflOf(birthDate, sex, (seed * 200 + family * 10 + member) % 1000) } : {}),
        address,
        phone: `99891${String(2_000_000 + seed * 10_000 + family * 100 + member)}`,
        work:
          age > 60 ? 'pensioner' : age < 7 ? 'unable' : age < 18 ? 'pupil' : member === 0 ? 'employed' : 'homemaker',
        consents: [{ id: entryId(), purpose: 'base', on: began, actor: secretary.id, at: moment(began, 5) }],
        ...stamp,
      };
      docs.push({ definition: people, id: personId(family, member), body });
    });
    const body: HouseholdBody = {
      address,
      phone: `99891${String(2_000_000 + seed * 10_000 + family * 100)}`,
      housing: family % 5 === 2 ? 'relatives' : 'own',
      members: home.map(([relation], member) => ({
        id: entryId(),
        personId: personId(family, member),
        relation,
        actor: secretary.id,
        at: moment(began, 6),
      })),
      ...stamp,
    };
    docs.push({ definition: households, id: familyId(family), body });
  }

  CASES.forEach((one, n) => {
    const id = `demo-${seed}-case-${n}`;
    const opened = addDays(today, -one.age);
    const worker = n % 2 === 0 ? specialist : secretary;
    const actor = worker.id;
    const consentId = entryId();
    const referralId = entryId();
    const planId = entryId();
    const goalId = entryId();
    const stated = one.state !== 'intake';
    const body: CaseBody = {
      kind: one.kind,
      state: one.state,
      ...(stated ? { number: `I-${seed}/${n + 1}`, openedOn: opened } : {}),
      personId: personId(one.family, one.member),
      householdId: familyId(one.family),
      source: n % 3 === 0 ? 'visit' : 'self',
      urgency: n % 3 === 1 ? 'soon' : 'ordinary',
      request: one.request,
      workers: [{ id: entryId(), userId: actor, role: 'worker', actor: chair.id, at: moment(opened, 6) }],
      consents: [
        { id: consentId, purpose: 'services', on: opened, actor, at: moment(opened, 6) },
        {
          id: referralId,
          purpose: 'referral',
          on: opened,
          until: addDays(today, 20 + n),
          actor,
          at: moment(opened, 6),
        },
      ],
      ...(stated
        ? {
            plans: [
              {
                id: planId,
                goals: [{ id: goalId, need: one.request, goal: one.goal, due: addDays(today, n % 3 === 0 ? -6 : 30) }],
                reviewOn: addDays(today, 15),
                actor,
                at: moment(addDays(opened, 2), 7),
              },
            ],
            planDecisions: [
              { id: entryId(), planId, decision: 'approved', actor: chair.id, at: moment(addDays(opened, 3), 7) },
            ],
          }
        : {}),
      ...(one.state === 'closed'
        ? {
            goalOutcomes: [
              {
                id: entryId(),
                goalId,
                outcome: 'met',
                on: addDays(today, -20),
                actor,
                at: moment(addDays(today, -20), 8),
              },
            ],
            outcome: 'goals_met',
            closedOn: addDays(today, -20),
          }
        : {}),
      createdBy: actor,
      createdAt: moment(opened, 6),
    };
    docs.push({ definition: cases, id, body });
    const event = (suffix: string, change: Omit<CaseEventBody, 'caseId'>) =>
      docs.push({
        definition: caseEvents,
        id: `${id}-${suffix}`,
        body: { caseId: id, workerId: actor, createdBy: actor, createdAt: moment(change.on ?? opened, 7), ...change },
      });
    if (one.state === 'intake') return;
    const day = (days: number) => addDays(opened, days);
    event('visit-1', { kind: 'visit', state: 'done', on: day(4), result: 'Uyda koʻrildi, ahvol tasdiqlandi.' });
    event('note-1', {
      kind: 'note',
      state: 'recorded',
      on: day(6),
      text: 'Qoʻngʻiroq qilindi, kelasi tashrif kelishildi.',
    });
    if (one.state === 'closed') return;
    event('visit-2', { kind: 'visit', state: 'planned', on: addDays(today, n % 3 === 2 ? -5 : 3 + n) });
    if (n % 2 === 0) {
      event('referral-1', {
        kind: 'referral',
        state: 'sent',
        service: one.kind === 'elderly_alone' ? 'medical' : 'training',
        provider: one.kind === 'elderly_alone' ? 'Tuman koʻp tarmoqli poliklinikasi' : '“Ishga marhamat” monomarkazi',
        consentId: referralId,
        on: addDays(today, -14),
        due: addDays(today, n % 4 === 0 ? -4 : 5),
      });
    }
  });

  const ENTRIES: readonly [programme: string, category: string, of: Partial<ProgrammeEntryBody>][] = [
    ['temir_daftar', 'low_income', { householdId: familyId(2) }],
    ['temir_daftar', 'elderly', { householdId: familyId(1) }],
    ['ayollar_daftari', 'unemployed', { personId: personId(2, 0) }],
    ['yoshlar_daftari', 'unemployed', { personId: personId(3, 2) }],
  ];
  ENTRIES.forEach(([programme, category, of], n) => {
    const proposed = addDays(today, -90 + n * 7);
    const body: ProgrammeEntryBody = {
      state: n === 3 ? 'proposed' : 'enrolled',
      programme,
      versionId: `programme-${programme.replaceAll('_', '-')}-1`,
      category,
      ...of,
      evidence: [
        {
          id: entryId(),
          what: 'Oila tarkibi haqida maʼlumotnoma',
          on: proposed,
          actor: secretary.id,
          at: moment(proposed, 6),
        },
      ],
      proposedOn: proposed,
      proposedBy: specialist.id,
      ...(n === 3
        ? {}
        : {
            number: String(n + 1),
            minutesNumber: String(10 + n),
            minutesDate: addDays(proposed, 3),
            decisionNumber: String(20 + n),
            decisionDate: addDays(proposed, 7),
            enrolledOn: addDays(proposed, 7),
          }),
      createdBy: specialist.id,
      createdAt: moment(proposed, 6),
    };
    docs.push({ definition: programmeEntries, id: `demo-${seed}-entry-${n}`, body });
  });
  return docs;
}
