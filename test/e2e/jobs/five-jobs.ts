import { rm } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { CHROMIUM_ARGS, findChromium, openProfile } from '../../support/chromium.ts';
import { createConsole, createDesk, type Desk, until } from '../../support/job.ts';
import { resident } from '../../support/residents.ts';
import { type Person, type Stack, startStack } from '../../support/stack.ts';
import { countHands, createHand, type Effort, type Hand, type Way } from './hand.ts';

/** The five jobs of a newcomer. */
export const JOBS = ['register', 'resolve', 'answer', 'find', 'instruction'] as const;
/** A job. */
export type Job = (typeof JOBS)[number];

/** What each job took, each way. */
export type JobFigures = Readonly<Record<Job, Readonly<Record<Way, Effort>>>>;

/** Jobs in words, for the table. */
export const JOB_WORDS: Readonly<Record<Job, string>> = {
  register: 'register an appeal',
  resolve: 'resolve it',
  answer: 'answer from a template',
  find: "find last year's paper",
  instruction: 'answer an instruction',
};

// Typed with the apostrophe that is on the keyboard; the program writes the right one.
const SUBJECTS: Readonly<Record<Way, string>> = {
  mouse: "Ko'chada chiroq yonmayapti",
  keyboard: "Yo'l o'yilib ketgan",
};
const INSTRUCTIONS: Readonly<Record<Way, string>> = {
  mouse: 'Qish mavsumiga tayyorgarlik',
  keyboard: 'Bahorgi obodonlashtirish',
};
const LAST_YEAR = 'Bolalar maydonchasi qurish';
const asWritten = (typed: string) => typed.replaceAll(/([og])'/gi, '$1ʻ');

async function addLastYearsPaper(stack: Stack): Promise<string> {
  const year = Number(dayOfMoment(Date.now()).slice(0, 4)) - 1;
  const number = `${year}/77`;
  // Two papers of one subject: this year's is not the one that is looked for.
  const insert = (id: string, fields: Record<string, string>) => `
    update counter set value = value + 1 where name = 'change';
    insert into doc (office_id, area, collection, id, version, body, seq, origin)
    select office_id, area, 'documents', '${id}', version, body || '${JSON.stringify(fields)}',
      (select value from counter where name = 'change'), 'server'
    from doc where office_id = '${stack.office.id}' and collection = 'documents'
      and body ->> 'journal' = 'appeals' and body ->> 'state' = 'closed' order by id limit 1;`;
  await stack.sql(
    insert('last-years-paper', {
      subject: LAST_YEAR,
      number,
      regDate: `${year}-04-08`,
      receivedDate: `${year}-04-08`,
      dueDate: `${year}-04-23`,
      closedDate: `${year}-04-20`,
    }) + insert('this-years-paper', { subject: `${LAST_YEAR} haqida ikkinchi ariza` }),
  );
  return number;
}

/** Sends an instruction with a form of three questions, as an officer of the ministry does in the console. */
async function sendInstruction(browser: Browser, stack: Stack, subject: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  try {
    const ministry = createConsole(await context.newPage(), stack.url);
    const { page, t } = ministry;
    await ministry.signIn(stack.officer);
    await ministry.goTo('/sent/new');
    await page.locator('#send-subject').fill(subject);
    await page.locator('#send-text').fill('Har bir mahalla boʻyicha maʼlumot bering.');
    const add = page.getByRole('button', { name: t('console:form.add'), exact: true });
    const kinds = ['number', 'yes_no', 'text'];
    for (const [at, label] of ['Uylar soni', 'Reja tuzilganmi', 'Qoʻshimcha izoh'].entries()) {
      await add.click();
      const card = page.getByRole('group', { name: t('console:form.question', { n: at + 1 }) });
      await page.locator(`#draft-q${at + 1}`).fill(label);
      await card.getByLabel(t('console:form.kind')).selectOption(kinds[at] as string);
      if (at === 2) await card.getByRole('checkbox', { name: t('central:forms.required') }).uncheck();
    }
    await page.getByRole('radio', { name: t('console:send.toAll_other', { count: stack.demo.codes.length }) }).check();
    await page.getByRole('button', { name: t('console:send.next'), exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('console:send.confirm'), exact: true })
      .click();
    await page.getByRole('heading', { name: subject }).waitFor();
  } finally {
    await context.close();
  }
}

/** Does the five jobs both ways in a real Chromium against a real server, and counts what each took. */
export async function runJobs(tell: (line: string) => void = () => undefined): Promise<JobFigures> {
  const stack = await startStack();
  let profile = '';
  let close: () => Promise<unknown> = async () => undefined;
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_ARGS });
  try {
    const number = await addLastYearsPaper(stack);
    for (const way of ['mouse', 'keyboard'] as const) await sendInstruction(browser, stack, INSTRUCTIONS[way]);
    const opened = await openProfile();
    profile = opened.profile;
    close = () => opened.context.close();
    await countHands(opened.context);
    const page = await opened.context.newPage();
    await page.goto(`${stack.url}/client/`);
    const desk = createDesk(page);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    for (const person of [stack.chair, stack.secretary]) {
      await desk.signIn(person);
      await desk.synced();
      await desk.lock();
    }
    await desk.unlock(stack.secretary);

    const figures: Partial<Record<Job, Record<Way, Effort>>> = {};
    for (const way of ['mouse', 'keyboard'] as const) {
      const hand = createHand(page, way);
      for (const job of JOBS) {
        const took = await DO[job]({ desk, hand, stack, number, way });
        tell(`${JOB_WORDS[job]}, ${way}: ${took.clicks} clicks, ${took.keystrokes} keystrokes`);
        figures[job] = { ...figures[job], [way]: took } as Record<Way, Effort>;
      }
    }
    return figures as JobFigures;
  } finally {
    await browser.close();
    await close();
    await stack.stop();
    if (profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Place {
  readonly desk: Desk;
  readonly hand: Hand;
  readonly stack: Stack;
  /** Number of the paper of last year. */
  readonly number: string;
  readonly way: Way;
}

const NOTHING: Effort = { clicks: 0, keystrokes: 0 };
const plus = (a: Effort, b: Effort): Effort => ({
  clicks: a.clicks + b.clicks,
  keystrokes: a.keystrokes + b.keystrokes,
});

/** What somebody does from the first page of the day on; to sit down and to unlock is not counted. */
async function counted({ desk, hand }: Place, person: Person, work: () => Promise<void>): Promise<Effort> {
  await desk.handTo(person);
  await desk.goTo('/today');
  await desk.page.getByRole('heading', { level: 1, name: desk.t('today:title'), exact: true }).waitFor();
  // The list is read in a moment; a person looks at it before pressing anything.
  await desk.main.getByRole('listitem').first().waitFor();
  const before = await hand.read();
  await work();
  const after = await hand.read();
  return { clicks: after.clicks - before.clicks, keystrokes: after.keystrokes - before.keystrokes };
}

const line = (desk: Desk, subject: string) => desk.main.getByRole('link').filter({ hasText: subject });
const step = (desk: Desk, name: string) =>
  desk.page.getByRole('article').getByRole('button', { name: desk.t(`paper:step.${name}`), exact: true });
const submit = (desk: Desk) => desk.dialog.locator('button[type=submit]');

const DO: Readonly<Record<Job, (place: Place) => Promise<Effort>>> = {
  register: (place) =>
    counted(place, place.stack.secretary, async () => {
      const { desk, hand, way } = place;
      const button = desk.main.getByRole('link', { name: desk.t('today:registerAppeal'), exact: true });
      if (way === 'mouse') await hand.press(button);
      else await hand.keys('Control+Shift+m');
      await desk.page.locator('#field-pinfl').waitFor();
      await hand.type(desk.page.locator('#field-pinfl'), resident().pinfl);
      await hand.press(desk.button('register:duplicate.this'));
      await hand.type(desk.page.locator('#field-subject'), SUBJECTS[way]);
      await hand.type(desk.page.locator('#field-text'), "Iltimos, ko'rib chiqing.");
      await hand.main(desk.page.locator('#main button[type=submit]'));
      await desk.note('register:saved.onDisk');
    }),

  resolve: (place) =>
    counted(place, place.stack.chair, async () => {
      const { desk, hand, way, stack } = place;
      await hand.line(line(desk, asWritten(SUBJECTS[way])));
      await hand.main(step(desk, 'resolve'));
      const executor = desk.dialog.getByRole('combobox', { name: desk.t('paper:resolve.executor') });
      await executor.waitFor();
      if (way === 'mouse') {
        await hand.press(executor);
        await hand.press(desk.page.getByRole('option', { name: stack.secretary.name }));
      } else {
        await until('the executor to have the focus', () =>
          executor.evaluate((element) => element === document.activeElement),
        );
        await hand.keys(...stack.secretary.name.slice(0, 4));
        await desk.page.getByRole('option', { name: stack.secretary.name }).first().waitFor();
        await hand.keys('ArrowDown', 'Enter');
      }
      await hand.main(submit(desk));
      await desk.note('paper:done.resolve');
    }),

  answer: (place) =>
    counted(place, place.stack.secretary, async () => {
      const { desk, hand, way } = place;
      await hand.line(line(desk, asWritten(SUBJECTS[way])));
      await hand.main(step(desk, 'answer'));
      await desk.dialog.getByRole('radio').first().waitFor();
      await hand.main(submit(desk));
      await desk.heading('paper:edit.title').waitFor();
      await hand.main(desk.button('paper:step.submit'));
      await desk.note('paper:done.submit');
      await desk.state('awaiting_approval');
    }),

  find: (place) =>
    counted(place, place.stack.secretary, async () => {
      const { desk, hand, way, number } = place;
      const box = desk.page.getByRole('textbox', { name: desk.t('search:label') });
      const rail = desk.page.getByRole('navigation', { name: desk.t('common:frame.places') });
      const searching = rail.getByRole('link', { name: desk.t('search:place'), exact: true });
      if (way === 'mouse') await hand.press(searching);
      else await hand.keys('Control+Shift+f');
      await box.waitFor();
      await until('the box to have the focus', () => box.evaluate((element) => element === document.activeElement));
      await desk.page.keyboard.type('bolalar may');
      const year = number.slice(0, 4);
      const found = desk.main.getByRole('link').filter({ hasText: LAST_YEAR }).filter({ hasText: year });
      await hand.line(found, 'here');
      await desk.page.getByRole('article').getByRole('heading', { name: LAST_YEAR }).waitFor();
      await desk.page.getByText(number).first().waitFor();
    }),

  async instruction(place) {
    const { desk, hand, way, stack } = place;
    const subject = INSTRUCTIONS[way];
    const filling = await counted(place, stack.secretary, async () => {
      await hand.line(line(desk, subject));
      await hand.main(step(desk, 'fill'));
      await desk.heading('instructions:fill.title').waitFor();
      await hand.type(desk.page.locator('#question-q1'), '312');
      await hand.press(desk.page.locator('#question-q2'), 'Space');
      await hand.main(desk.button('paper:step.submit'));
      await desk.note('paper:done.submit');
      await desk.state('awaiting_approval');
    });
    const signing = await counted(place, stack.chair, async () => {
      await hand.line(line(desk, desk.t('instructions:fill.subject', { subject })));
      await hand.main(step(desk, 'approve'));
      await desk.state('approved');
      await hand.main(step(desk, 'sign'));
      const password = desk.dialog.getByRole('textbox', { name: desk.t('paper:sign.password') });
      await password.waitFor();
      await hand.type(password, stack.chair.password);
      await hand.main(submit(desk));
      await desk.state('signed');
    });
    return [filling, signing].reduce(plus, NOTHING);
  },
};
