import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import readExcelFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { contentHash } from '#shared/domain/documents/content.ts';
import type { Questions } from '#shared/domain/documents/questions.ts';
import { silentSince, toReceiptStep, toReceiptTerm } from '#shared/domain/documents/receipt.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import { addDays, dayOfMoment } from '#shared/domain/language/dates.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import { startTestServer, type TestClient, type TestLaptop, type TestServer } from '../../../test/support/server.ts';

const DAY = 86_400_000;
const OFFICES = 100;
const newId = () => randomBytes(16).toString('base64url');

const questions: Questions = {
  version: 1,
  fields: [
    { id: 'houses', kind: 'number', label: { 'uz-Latn': 'Uylar soni' }, required: true, whole: true, min: 0 },
    { id: 'ready', kind: 'yes_no', label: { 'uz-Latn': 'Tayyormi' }, required: true },
    { id: 'note', kind: 'text', label: { 'uz-Latn': 'Izoh' }, required: false },
  ],
};

interface Picture {
  readonly step: string;
  readonly term: string;
  readonly reminders: number;
  /** Whether the last reminder or recall has come. */
  readonly noticed: boolean;
  readonly silent: boolean;
  readonly answers: number;
}

/** An office as the test knows it: what it really did, and what of that the server can know. */
interface Office {
  readonly laptop: TestLaptop;
  readonly id: string;
  /** When it last got an access token, by the server's clock. */
  signedInAt: number;
  online: boolean;
  checkpoint: number;
  /** Id of its copy, once pulled. */
  docId: string | null;
  seen: Picture;
}

// One story, step by step; after each the console's picture of every single office is compared with the story.
describe('an instruction to 100 offices of which 30 are offline', { concurrent: false }, () => {
  let server: TestServer;
  let ministry: TestClient;
  let district: TestClient;
  let clock = Date.parse('2026-11-24T05:00:00.000Z');
  const offices: Office[] = [];
  let dispatch = '';
  const dueDate = addDays(dayOfMoment(clock), 10);
  const key = createOfficeKey({ bytes: (length) => randomBytes(length) });

  const first = (from: number, to: number) => offices.slice(from, to);
  const online = () => offices.filter((office) => office.online);
  const all = async (list: readonly Office[], work: (office: Office) => Promise<unknown>) => {
    for (let at = 0; at < list.length; at += 8) await Promise.all(list.slice(at, at + 8).map(work));
  };
  const know = (list: readonly Office[], change: Partial<Picture>) => {
    for (const office of list) office.seen = { ...office.seen, ...change };
  };
  /** An exchange: everything new comes, and the next request tells the server so. */
  const pull = async (office: Office) => {
    await fresh(office);
    const got = (await office.laptop.pull(office.checkpoint)).body;
    for (const doc of got.docs) if (doc.body.source) office.docId = doc.id;
    office.checkpoint = got.next;
    await office.laptop.pull(office.checkpoint);
    office.seen = { ...office.seen, silent: false };
    return got.docs;
  };
  const step = (office: Office, docId: string, transition: string, patch: JsonObject) =>
    office.laptop.operation({ collection: 'documents', docId, kind: 'transition', transition, patch, version: 1 });
  const push = async (office: Office, operations: ReturnType<typeof step>[]) => {
    await fresh(office);
    const pushed = await office.laptop.push(operations);
    expect(pushed.status).toBe(200);
    return pushed.body.answers;
  };
  const opening = (office: Office) => [
    step(office, office.docId as string, 'open', { openedAt: new Date(clock).toISOString() }),
  ];
  const registering = (office: Office, n: number) => [
    step(office, office.docId as string, 'register', { number: `K-1-1/${n}`, regDate: dayOfMoment(clock) }),
  ];
  const answering = (office: Office, filled: JsonObject) => {
    const docId = newId();
    const content: JsonObject = {
      journal: 'outgoing',
      kind: 'report',
      subject: 'Maʼlumot',
      text: 'Bajarildi',
      answersId: office.docId as string,
      questions: questions as unknown as JsonObject,
      filled,
    };
    const numbered = { number: 'CH-1-1/7', regDate: dayOfMoment(clock) };
    const hash = contentHash({ ...content, ...numbered });
    const signatureId = newId();
    const { laptop } = office;
    return [
      laptop.operation({
        collection: 'documents',
        docId,
        kind: 'create',
        patch: { ...content, state: 'draft' },
        version: 1,
      }),
      step(office, docId, 'submit', {}),
      laptop.operation({
        collection: 'signatures',
        docId: signatureId,
        kind: 'create',
        version: 1,
        patch: {
          documentId: docId,
          contentHash: hash,
          algorithm: 'ES256',
          publicKey: key.publicKey,
          value: signContent(key.secret, hash),
          signerId: laptop.user.id,
        },
      }),
      step(office, docId, 'sign', { ...numbered, contentHash: hash, signatureId }),
    ];
  };

  interface Detail {
    readonly dueDate: string;
    readonly time: number;
    readonly today: string;
    readonly later: number;
    readonly own: boolean;
    readonly recipients: number;
    readonly delivered: number;
    readonly opened: number;
    readonly working: number;
    readonly answered: number;
    readonly overdue: number;
    readonly receipts: readonly {
      readonly officeId: string;
      readonly sentAt: string;
      readonly deliveredAt: string | null;
      readonly openedAt: string | null;
      readonly workAt: string | null;
      readonly answeredAt: string | null;
      readonly answeredOn: string | null;
      readonly answers: number;
      readonly reminders: number;
      readonly noticeDeliveredAt: string | null;
      readonly lastContact: string | null;
    }[];
  }
  const look = async (client = ministry, id = dispatch) => {
    const detail = (await client.request<Detail>('GET', `/api/v1/console/dispatches/${id}`)).body;
    const picture = new Map(
      detail.receipts.map((receipt): [string, Picture] => [
        receipt.officeId,
        {
          step: toReceiptStep(receipt),
          term: toReceiptTerm(detail.dueDate, receipt.answeredOn, detail.today),
          reminders: receipt.reminders,
          noticed: receipt.noticeDeliveredAt !== null,
          silent: silentSince(receipt, detail.time) !== null,
          answers: receipt.answers,
        },
      ]),
    );
    return { detail, picture };
  };
  /** What the console shows: each office, and the totals. */
  const shown = async () => {
    const { detail, picture } = await look();
    const { recipients, delivered, opened, working, answered, overdue } = detail;
    return { offices: Object.fromEntries(picture), recipients, delivered, opened, working, answered, overdue };
  };
  /** What it has to show by the story so far. */
  const story = () => {
    const count = (test: (seen: Picture) => boolean) => offices.filter(({ seen }) => test(seen)).length;
    const steps = ['sent', 'received', 'opened', 'working', 'answered'];
    const reached = (at: string) => count((seen) => steps.indexOf(seen.step) >= steps.indexOf(at));
    return {
      offices: Object.fromEntries(offices.map((office) => [office.id, office.seen])),
      recipients: offices.length,
      delivered: reached('received'),
      opened: reached('opened'),
      working: reached('working'),
      answered: reached('answered'),
      overdue: count((seen) => seen.term === 'overdue'),
    };
  };

  beforeAll(async () => {
    server = await startTestServer({ postgres: inject('postgres'), app: { now: () => clock } });
    ministry = await server.console('ministry_officer');
    district = await server.console('district_officer', 'uz.r1.d1');
    const rooms = [];
    for (let at = 0; at < OFFICES; at += 1) rooms.push(await server.office('Mahalla', `r1.d${1 + (at % 4)}`));
    for (let at = 0; at < OFFICES; at += 10) {
      const laptops = await Promise.all(rooms.slice(at, at + 10).map((office) => server.laptop(office)));
      for (const [n, laptop] of laptops.entries()) {
        offices.push({
          laptop,
          id: laptop.user.officeId,
          signedInAt: clock,
          online: at + n < 70,
          checkpoint: 0,
          docId: null,
          seen: { step: 'sent', term: 'running', reminders: 0, noticed: false, silent: false, answers: 0 },
        });
      }
    }
    await all(offices, async (office) => {
      await office.laptop.request('POST', '/api/v1/session/key', { publicKey: key.publicKey });
      office.checkpoint = (await office.laptop.pull(0)).body.next;
    });
  }, 60_000);
  afterAll(() => server.close());

  test('sent: nobody has it yet, whether online or not', async () => {
    const sent = await ministry.request<{ id: string; recipients: number }>('POST', '/api/v1/console/dispatches', {
      id: 'qish-tayyorgarligi-2026',
      subject: 'Qishga tayyorgarlik',
      text: 'Har bir mahalla boʻyicha maʼlumot bering.',
      dueDate,
      questions,
      recipients: 'all',
    });
    expect(sent).toMatchObject({ status: 201, body: { recipients: OFFICES } });
    dispatch = sent.body.id;
    expect(await shown()).toEqual(story());
  });

  test('the same sending again, its answer lost, makes no second instruction', async () => {
    const again = await ministry.request('POST', '/api/v1/console/dispatches', {
      id: dispatch,
      subject: 'Qishga tayyorgarlik',
      text: 'Har bir mahalla boʻyicha maʼlumot bering.',
      recipients: 'all',
    });
    expect(again).toMatchObject({ status: 200, body: { id: dispatch, recipients: OFFICES } });
    const list = await ministry.request<{ dispatches: unknown[] }>('GET', '/api/v1/console/dispatches');
    expect(list.body.dispatches.length).toBe(1);
  });

  test('delivered to the 70 online; 15 of the others had it just before their line went: that is not known', async () => {
    await all(online(), pull);
    // They have the paper, but the server never heard that it came.
    await all(first(70, 85), async (office) => {
      const got = (await office.laptop.pull(office.checkpoint)).body;
      office.docId = got.docs.find((doc) => doc.body.source)?.id ?? null;
      office.checkpoint = got.next;
    });
    know(online(), { step: 'received' });
    expect(await shown()).toEqual(story());
  });

  test('opened by 60, taken in work by 50', async () => {
    await all(first(0, 60), (office) => push(office, opening(office)));
    know(first(0, 60), { step: 'opened' });
    expect(await shown()).toEqual(story());
    await all(first(0, 50), (office) => push(office, registering(office, 1)));
    know(first(0, 50), { step: 'working' });
    expect(await shown()).toEqual(story());
  });

  test('answered by 40; an answer that does not fit the form is refused and changes nothing', async () => {
    for (const filled of [{}, { houses: 1.5, ready: true }, { houses: 1, ready: true, other: 'x' }] as JsonObject[]) {
      const answers = await push(first(40, 41)[0] as Office, answering(offices[40] as Office, filled));
      expect(answers.map((answer) => answer.code)).toContain('answers_misfit');
    }
    // Another form than the instruction's own is no answer to it.
    const foreign = answering(offices[41] as Office, { houses: 1 });
    const easier = { ...questions, fields: questions.fields.slice(0, 1) } as unknown as JsonObject;
    const [create] = foreign;
    const refused = await push(offices[41] as Office, [
      { ...(create as (typeof foreign)[0]), patch: { ...create?.patch, questions: easier } },
    ]);
    expect(refused).toMatchObject([{ result: 'refused', code: 'questions_foreign' }]);
    offices[41]?.laptop.operation({ collection: 'documents', docId: 'x', kind: 'patch', seq: refused[0]?.seq ?? 0 });
    expect(await shown()).toEqual(story());

    await all(first(0, 40), async (office) => {
      const n = offices.indexOf(office);
      expect(await push(office, answering(office, { houses: n, ready: n % 2 === 0, note: `=1+${n}` }))).toEqual([]);
    });
    know(first(0, 40), { step: 'answered', term: 'in_time', answers: 1 });
    expect(await shown()).toEqual(story());
  });

  test('a reminder goes to the 60 that have not answered; the 30 online among them have it', async () => {
    const reminded = await ministry.request('POST', `/api/v1/console/dispatches/${dispatch}/remind`, {
      note: 'Muddat yaqin',
    });
    expect(reminded).toMatchObject({ status: 200, body: { reminded: 60 } });
    know(first(40, 100), { reminders: 1 });
    expect(await shown()).toEqual(story());
    await all(online(), async (office) => {
      const changed = (await pull(office)).filter((doc) => doc.body.reminders);
      expect(changed.length).toBe(offices.indexOf(office) < 40 ? 0 : 1);
      if (changed[0]) expect(changed[0].body.reminders).toMatchObject([{ note: 'Muddat yaqin' }]);
    });
    know(first(40, 70), { noticed: true });
    expect(await shown()).toEqual(story());
  });

  test('a week later those offline are silent since their last exchange, the others are not', async () => {
    clock += 7 * DAY + 60_000;
    await Promise.all([ministry, district].map(refresh));
    await all(online(), pull);
    know(first(70, 100), { silent: true });
    expect(await shown()).toEqual(story());
  });

  test('an office that had it offline comes back: opened, registered and answered in one push', async () => {
    await all(first(70, 80), async (office) => {
      const n = offices.indexOf(office);
      const work = [...opening(office), ...registering(office, 2), ...answering(office, { houses: n, ready: true })];
      expect(await push(office, work)).toEqual([]);
    });
    // A push is no pull: the server does not know yet that the reminder came, nor counts the exchange as finished.
    know(first(70, 80), { step: 'answered', term: 'in_time', answers: 1 });
    expect(await shown()).toEqual(story());
    await all(first(70, 80), pull);
    know(first(70, 80), { noticed: true, silent: false });
    expect(await shown()).toEqual(story());
  });

  test('the deadline passes: overdue are exactly those without an answer; a late answer is late', async () => {
    clock += 4 * DAY;
    await Promise.all([ministry, district].map(refresh));
    const open = offices.filter((office) => office.seen.step !== 'answered');
    expect(open.length).toBe(50);
    know(open, { term: 'overdue' });
    // Those back from the hills went silent again? Not yet: four days are no week.
    expect(await shown()).toEqual(story());
    const late = offices[45] as Office;
    expect(await push(late, answering(late, { houses: 45, ready: false }))).toEqual([]);
    know([late], { step: 'answered', term: 'late', answers: 1 });
    expect(await shown()).toEqual(story());
  });

  test('a second answer takes the place of the first, whose moment stays', async () => {
    const office = offices[0] as Office;
    expect(await push(office, answering(office, { houses: 1000, ready: true }))).toEqual([]);
    know([office], { answers: 2 });
    expect(await shown()).toEqual(story());
  });

  test('the answers stand in one table, and in XLSX with nothing that a spreadsheet would run', async () => {
    const { body } = await ministry.request<{ answers: { officeId: string; filled: Record<string, unknown> }[] }>(
      'GET',
      `/api/v1/console/dispatches/${dispatch}/answers`,
    );
    const houses = new Map(body.answers.map((answer) => [answer.officeId, answer.filled.houses]));
    const answered = offices.filter((office) => office.seen.step === 'answered');
    expect(houses).toEqual(
      new Map(answered.map((office) => [office.id, offices.indexOf(office) === 0 ? 1000 : offices.indexOf(office)])),
    );
    const file = await fetchFile(`/api/v1/console/dispatches/${dispatch}/answers.xlsx?language=en`);
    const sheets = await readExcelFile(Readable.from([file]));
    const rows = sheets.find((sheet) => sheet.sheet === 'Answers')?.data ?? [];
    expect(rows.length).toBe(OFFICES + 1);
    expect(rows[0]).toEqual(expect.arrayContaining(['Mahalla', 'State', 'Uylar soni', 'Tayyormi', 'Izoh']));
    const column = (rows[0] as unknown[]).indexOf('Uylar soni');
    const sum = rows.slice(1).reduce((total, row) => total + Number((row as unknown[])[column] ?? 0), 0);
    const wanted = [...houses.values()].reduce<number>((total, value) => total + Number(value), 0);
    expect(sum).toBe(wanted);
    const texts = rows.flat().filter((cell) => typeof cell === 'string');
    expect(texts).toContain("'=1+1");
    expect(texts.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    const totals = sheets.find((sheet) => sheet.sheet === 'Totals')?.data ?? [];
    expect(totals.flat()).toContain(wanted);
  });

  test('an office that was opened later is told of, and gets it when the ministry says so', async () => {
    const office = await server.office('Yangi', 'r1.d2');
    expect((await look()).detail.later).toBe(1);
    const added = await ministry.request('POST', `/api/v1/console/dispatches/${dispatch}/later`);
    expect(added.body).toEqual({ added: 1 });
    const laptop = await server.laptop(office);
    const one: Office = {
      laptop,
      id: office.id,
      signedInAt: clock,
      online: true,
      checkpoint: 0,
      docId: null,
      seen: { step: 'sent', term: 'overdue', reminders: 0, noticed: false, silent: true, answers: 0 },
    };
    offices.push(one);
    expect(await shown()).toEqual(story());
    await pull(one);
    expect(one.docId).not.toBeNull();
    know([one], { step: 'received' });
    expect(await shown()).toEqual(story());
    expect((await look()).detail.later).toBe(0);
  });

  test('a district sees its own offices alone, may remind them, and may not withdraw what is not its own', async () => {
    const { detail, picture } = await look(district);
    const own = offices.filter((_, at) => at < OFFICES && at % 4 === 0);
    expect(Object.fromEntries(picture)).toEqual(Object.fromEntries(own.map((office) => [office.id, office.seen])));
    expect(detail).toMatchObject({ own: false, recipients: own.length });
    const withdraw = await district.request('POST', `/api/v1/console/dispatches/${dispatch}/withdraw`, { reason: 'x' });
    expect(withdraw).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const open = own.filter((office) => office.seen.step !== 'answered');
    const foreign = offices.find((office, at) => at % 4 === 1 && office.seen.step !== 'answered') as Office;
    const path = `/api/v1/console/dispatches/${dispatch}/remind`;
    expect((await district.request('POST', path, { offices: [foreign.id] })).status).toBe(404);
    expect((await district.request('POST', path, {})).body).toEqual({ reminded: open.length });
    know(open, { noticed: false });
    for (const office of open) know([office], { reminders: office.seen.reminders + 1 });
    expect(await shown()).toEqual(story());
    const answers = await district.request<{ answers: { officeId: string }[] }>(
      'GET',
      `/api/v1/console/dispatches/${dispatch}/answers`,
    );
    const mine = new Set(own.map((office) => office.id));
    expect(answers.body.answers.filter((answer) => !mine.has(answer.officeId))).toEqual([]);
  });

  test('corrected: a new instruction for the same offices, the old one says so, late answers to it are kept', async () => {
    const corrected = await ministry.request<{ id: string; number: string }>(
      'POST',
      `/api/v1/console/dispatches/${dispatch}/correct`,
      {
        subject: 'Qishga tayyorgarlik (tuzatilgan)',
        text: 'Yangi muddat.',
        dueDate: addDays(dayOfMoment(clock), 5),
        questions,
        reason: 'Muddat uzaytirildi',
      },
    );
    expect(corrected.status).toBe(201);
    const office = offices[50] as Office;
    const before = office.docId;
    const got = await pull(office);
    const [oldCopy, newCopy] = [got.find((doc) => doc.id === before), got.find((doc) => doc.body.corrects === before)];
    expect(oldCopy?.body.recall).toMatchObject({
      kind: 'corrected',
      number: corrected.body.number,
      docId: newCopy?.id,
      reason: 'Muddat uzaytirildi',
    });
    expect(newCopy?.body).toMatchObject({ state: 'delivered', questions: { version: 2 } });
    // What the office had in work on the old one is not refused.
    office.docId = before;
    expect(await push(office, answering(office, { houses: 50, ready: true }))).toEqual([]);
    const { picture } = await look();
    expect(picture.get(office.id)).toMatchObject({ step: 'answered', noticed: true });
    const again = await ministry.request('POST', `/api/v1/console/dispatches/${dispatch}/withdraw`, { reason: 'x' });
    expect(again).toMatchObject({ status: 409, body: { code: 'instruction_recalled' } });

    const next = await look(ministry, corrected.body.id);
    expect(next.detail).toMatchObject({ recipients: offices.length, delivered: 1, answered: 0, overdue: 0 });
    const withdrawn = await ministry.request('POST', `/api/v1/console/dispatches/${corrected.body.id}/withdraw`, {
      reason: 'Kerak boʻlmay qoldi',
    });
    expect(withdrawn.status).toBe(204);
    const told = (await pull(office)).find((doc) => doc.id === newCopy?.id);
    expect(told?.body.recall).toMatchObject({ kind: 'withdrawn', reason: 'Kerak boʻlmay qoldi' });
    const list = await ministry.request<{ dispatches: { id: string; recall: { kind: string } }[] }>(
      'GET',
      '/api/v1/console/dispatches',
    );
    expect(list.body.dispatches.map((one) => one.recall.kind)).toEqual(['withdrawn', 'corrected']);
  });

  test.each([
    ['a deadline in the past', { dueDate: '2026-01-01' }, 'deadline_before_receipt'],
    [
      'two questions of one id',
      { questions: { version: 1, fields: [questions.fields[0], questions.fields[0]] } },
      'form_invalid',
    ],
    [
      'a form of an unknown kind',
      { questions: { version: 1, fields: [{ ...questions.fields[0], kind: 'file' }] } },
      'invalid_input',
    ],
    ['a foreign area', { recipients: { area: 'uz.r2' } }, 'not_found'],
  ])('not sent: %s', async (_, change, code) => {
    const sent = await district.request('POST', '/api/v1/console/dispatches', {
      subject: 's',
      text: 't',
      recipients: 'all',
      ...change,
    });
    expect(sent.body).toMatchObject({ code });
  });

  /** Access tokens live for minutes; the story goes on for weeks. */
  async function refresh(client: TestClient) {
    const refreshToken = client.session?.refreshToken;
    client.session = null;
    const answer = await client.request<NonNullable<TestClient['session']>>('POST', '/api/v1/session/refresh', {
      refreshToken,
    });
    expect(answer.status).toBe(200);
    client.session = answer.body;
  }

  async function fresh(office: Office) {
    if (office.signedInAt === clock) return;
    office.signedInAt = clock;
    await refresh(office.laptop);
  }

  async function fetchFile(path: string): Promise<Buffer> {
    const answer = await ministry.request<Buffer>('GET', path);
    expect(answer.status).toBe(200);
    return answer.body;
  }
});
