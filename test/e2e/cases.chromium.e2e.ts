import { rm } from 'node:fs/promises';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CaseHand as Hand, createCaseHand as createHand, day } from '../support/case-hand.ts';
import { openProfile } from '../support/chromium.ts';
import { createDesk, type Desk, until } from '../support/job.ts';
import { type Album, createAlbum, languagesToWalk } from '../support/pictures.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { LANGUAGE_NAMES } from '../support/words.ts';
import type { FormDefinition } from '#shared/domain/casework/forms.ts';

const WHO = 'Sinovova Nodira';
const SECOND = 'Ikkinchiyev Sobir';

const FORM: FormDefinition = {
  code: 'walk_needs',
  version: 1,
  title: { 'uz-Latn': 'Oila ehtiyojlari' },
  kinds: ['vulnerable_family'],
  fields: [
    { id: 'income', kind: 'yes_no', label: { 'uz-Latn': 'Doimiy daromad bormi' }, required: true },
    {
      id: 'months',
      kind: 'number',
      label: { 'uz-Latn': 'Necha oydan beri daromad yoʻq' },
      required: true,
      whole: true,
      min: 0,
      when: { field: 'income', is: false },
    },
  ],
};

/** What an action does at the first laptop, and where it is seen at the second. */
interface Action {
  readonly name: string;
  /** Whose hands; the secretary's where left out. */
  readonly by?: 'chair';
  /** The case on which it is done; the first where left out, none where it is not open. */
  readonly at?: 'first' | 'second' | 'none';
  readonly part?: 'events' | 'plan' | 'consents';
  readonly do: (hand: Hand) => Promise<void>;
  readonly seen: { readonly part: 'overview' | 'events' | 'plan' | 'consents' | 'history'; readonly text: string };
}

async function takeIn(hand: Hand, who: string, request: string) {
  const { desk, t } = hand;
  await desk.page.keyboard.press('Control+Shift+Y');
  await desk.heading('cases:newCase').waitFor();
  await desk.page.locator('#intake-kind').click();
  await desk.page.getByRole('option', { name: t('casework:kind.vulnerable_family'), exact: true }).click();
  await hand.write('#intake-clientName', who);
  await hand.write('#intake-request', request);
}

async function goals(hand: Hand, ...texts: readonly string[]) {
  const { desk, t } = hand;
  await desk.page.getByRole('group', { name: t('cases:plan.goalN', { n: 1 }), exact: true }).waitFor();
  for (const [at, text] of texts.entries()) {
    const group = desk.page.getByRole('group', { name: t('cases:plan.goalN', { n: at + 1 }), exact: true });
    if ((await group.count()) === 0) await desk.button('cases:plan.oneMore').click();
    await group.getByLabel(t('cases:plan.need'), { exact: true }).fill('Daromad yoʻq');
    await group.getByLabel(t('cases:plan.goal'), { exact: true }).fill(text);
  }
  await desk.page.keyboard.press('Control+Enter');
  await desk.note('cases:done.plan');
  await desk.page.getByRole('tab', { selected: true }).waitFor();
}

async function refer(hand: Hand, provider: string, more: { readonly draft?: boolean; readonly letter?: string } = {}) {
  await hand.ask('cases:event.new.referral');
  await hand.choose('cases:event.service', hand.t('casework:service.training'));
  await hand.type('cases:event.provider', provider);
  if (more.letter) await hand.type('cases:event.letter', more.letter, true);
  if (more.draft) await hand.check('cases:event.sendLater');
  await hand.save();
}

const ACTIONS: readonly Action[] = [
  {
    name: 'take somebody in with consent, and open',
    at: 'none',
    async do(hand) {
      const { desk, t } = hand;
      await takeIn(hand, WHO, 'Daromadi yoʻq, ikki farzandi bor');
      await hand.write('#intake-clientBirthDate', '01.01.2099');
      await desk.page.keyboard.press('Control+Enter');
      // What is wrong stands at its field; nothing is lost.
      await desk.page.getByText(t('errors:birth_in_future')).first().waitFor();
      await hand.write('#intake-clientBirthDate', '02.01.1990');
      await hand.write('#intake-clientPhone', '90 123 45 67');
      await desk.page.getByRole('radio', { name: t('cases:intake.consentYes'), exact: true }).check();
      await desk.page.keyboard.press('Control+Enter');
      await desk.note('cases:done.created');
      await desk.page.getByRole('heading', { level: 1, name: WHO }).waitFor();
    },
    seen: { part: 'history', text: 'cases:history.open' },
  },
  {
    name: 'take somebody in without consent',
    at: 'none',
    async do(hand) {
      const { desk, t } = hand;
      await takeIn(hand, SECOND, 'Yolgʻiz yashaydi');
      await desk.page.getByRole('radio', { name: t('cases:intake.consentLater'), exact: true }).check();
      await desk.page.keyboard.press('Control+Enter');
      await desk.page.getByRole('heading', { level: 1, name: SECOND }).waitFor();
      await desk.main.getByText(t('casework:state.intake'), { exact: true }).first().waitFor();
    },
    seen: { part: 'history', text: 'cases:history.created' },
  },
  {
    name: 'record the consent that was missing, and open',
    at: 'second',
    async do(hand) {
      await hand.ask('cases:consent.new');
      await hand.type('cases:field.consentHow', 'Ogʻzaki', true);
      await hand.save();
      await hand.desk.note('cases:done.open');
    },
    seen: { part: 'consents', text: 'Ogʻzaki' },
  },
  {
    name: 'assess by a published form, as a draft and then recorded',
    part: 'events',
    async do(hand) {
      const {
        desk,
        t,
        desk: { page },
      } = hand;
      await hand.menu('cases:assessment.new');
      const chooser = page.getByRole('combobox', { name: t('cases:assessment.form') });
      await page.locator('#assessment-text').waitFor();
      if (await chooser.isVisible()) {
        await chooser.click();
        await page.getByRole('option', { name: 'Oila ehtiyojlari', exact: true }).click();
      }
      await page.getByRole('radio', { name: 'Yoʻq', exact: true }).check();
      await desk.button('cases:assessment.saveDraft').click();
      await desk.note('cases:done.assessmentDraft');
      await hand.step(t('casework:eventKind.assessment'), 'continue');
      await desk.button('cases:assessment.record').click();
      await page.getByRole('alert').getByText(t('casework:answerShort.required')).waitFor();
      await hand.write('#form-months', '7');
      await desk.button('cases:assessment.record').click();
      await desk.note('cases:done.assessment');
    },
    seen: { part: 'events', text: 'Necha oydan beri daromad yoʻq' },
  },
  {
    name: 'write a plan with two goals',
    async do(hand) {
      await hand.menu('cases:plan.new');
      await goals(hand, 'Tikuvchilik kursini tugatish', 'Ishga kirish');
    },
    seen: { part: 'plan', text: 'Tikuvchilik kursini tugatish' },
  },
  {
    name: 'return the plan, as the chair',
    by: 'chair',
    part: 'plan',
    async do(hand) {
      await hand.ask('cases:plan.returnedVerb');
      await hand.type('cases:plan.whyReturned', 'Muddatlarini qoʻying');
      await hand.save();
      await hand.desk.note('cases:done.plan_returned');
    },
    seen: { part: 'history', text: 'cases:history.plan_returned' },
  },
  {
    name: 'write the plan’s second version',
    part: 'plan',
    async do(hand) {
      await hand.desk.main.getByText('Muddatlarini qoʻying').first().waitFor();
      await hand.desk.main.getByRole('link', { name: hand.t('cases:plan.write'), exact: true }).click();
      await goals(hand, 'Tikuvchilik kursini tugatish', 'Sexga ishga kirish');
      await hand.desk.main.getByText('Sexga ishga kirish').first().waitFor();
    },
    seen: { part: 'plan', text: 'Sexga ishga kirish' },
  },
  {
    name: 'approve the plan after reading what differs, as the chair',
    by: 'chair',
    part: 'plan',
    async do(hand) {
      await hand.desk.main.locator('ins').filter({ hasText: 'Sexga ishga kirish' }).first().waitFor();
      await hand.ask('cases:plan.approvedVerb');
      await hand.save();
      await hand.desk.note('cases:done.plan_approved');
    },
    seen: { part: 'history', text: 'cases:history.plan_approved' },
  },
  {
    name: 'record a visit, and plan the next',
    async do(hand) {
      await hand.ask('cases:event.new.visit');
      await hand.type('cases:event.on', '01.01.2099');
      await hand.desk.note('cases:fault.not_yet');
      await hand.type('cases:event.on', day(0));
      await hand.type('cases:event.seen', 'Uyda boʻldik, oilasi rozi', true);
      await hand.type('cases:event.next', day(3), true);
      await hand.save();
      await hand.desk.note('cases:done.visit');
    },
    seen: { part: 'events', text: 'Uyda boʻldik, oilasi rozi' },
  },
  {
    name: 'move a planned visit',
    part: 'events',
    async do(hand) {
      await hand.step(hand.t('casework:eventState.planned'), 'move');
      await hand.type('cases:event.movedTo', day(5));
      await hand.save();
      await hand.desk.main.getByText(day(5)).first().waitFor();
    },
    seen: { part: 'events', text: 'cases:eventHistory.moved' },
  },
  {
    name: 'write that a planned visit was made',
    part: 'events',
    async do(hand) {
      await hand.step(hand.t('casework:eventState.planned'), 'finish');
      await hand.type('cases:event.result', 'Ahvoli yaxshilangan', true);
      await hand.save();
    },
    seen: { part: 'events', text: 'Ahvoli yaxshilangan' },
  },
  {
    name: 'record a service',
    async do(hand) {
      await hand.askInMenu('cases:event.new.service');
      await hand.choose('cases:event.service', hand.t('casework:service.legal'));
      await hand.type('cases:event.giver', 'Yurist Karimov', true);
      await hand.save();
      await hand.desk.note('cases:done.service');
    },
    seen: { part: 'events', text: 'Yurist Karimov' },
  },
  {
    name: 'refer with a consent of its own and a letter',
    async do(hand) {
      await refer(hand, 'Monomarkaz', { letter: 'Kursga qabul qilishingizni soʻrayman' });
      await hand.desk.note('cases:done.referral');
    },
    seen: { part: 'events', text: 'Monomarkaz' },
  },
  {
    name: 'no answer to a referral',
    part: 'events',
    async do(hand) {
      await hand.step('Monomarkaz', 'mark_unanswered');
      await hand.desk.dialog.waitFor();
      await hand.save();
    },
    seen: { part: 'events', text: 'cases:eventHistory.mark_unanswered' },
  },
  {
    name: 'escalate a referral',
    part: 'events',
    async do(hand) {
      await hand.step('Monomarkaz', 'escalate');
      await hand.type('cases:event.escalatedTo', 'Tuman bandlik boʻlimi');
      await hand.save();
    },
    seen: { part: 'events', text: 'Tuman bandlik boʻlimi' },
  },
  {
    name: 'a referral is accepted, with a receipt',
    part: 'events',
    async do(hand) {
      await hand.step('Monomarkaz', 'accept');
      await hand.type('cases:receipt.name', 'R. Aliyev', true);
      await hand.type('cases:receipt.number', '118', true);
      await hand.save();
    },
    seen: { part: 'events', text: 'R. Aliyev' },
  },
  {
    name: 'a referral is done',
    part: 'events',
    async do(hand) {
      await hand.step('Monomarkaz', 'finish');
      await hand.type('cases:event.result', 'Kursni tugatdi', true);
      await hand.save();
    },
    seen: { part: 'events', text: 'Kursni tugatdi' },
  },
  {
    name: 'a draft of a referral is edited and sent',
    part: 'events',
    async do(hand) {
      await refer(hand, 'Poliklinika', { draft: true });
      await hand.step('Poliklinika', 'edit');
      await hand.type('cases:event.provider', '5-poliklinika');
      await hand.save();
      await hand.step('5-poliklinika', 'send');
      await hand.desk.dialog.waitFor();
      await hand.save();
      await hand.desk.main
        .getByRole('listitem')
        .filter({ hasText: '5-poliklinika' })
        .getByText(hand.t('casework:eventState.sent'), { exact: true })
        .first()
        .waitFor();
    },
    seen: { part: 'events', text: '5-poliklinika' },
  },
  {
    name: 'a referral is refused',
    part: 'events',
    async do(hand) {
      await hand.step('5-poliklinika', 'refuse');
      await hand.type('cases:event.why', 'Joy yoʻq');
      await hand.save();
    },
    seen: { part: 'events', text: 'Joy yoʻq' },
  },
  {
    name: 'a draft is taken away, and brought back',
    part: 'events',
    async do(hand) {
      const { desk, t } = hand;
      await refer(hand, 'Xayriya fondi', { draft: true });
      await hand.step('Xayriya fondi', 'remove');
      await desk.page.getByRole('button', { name: t('common:action.undo'), exact: true }).click();
      await desk.main.getByRole('listitem').filter({ hasText: 'Xayriya fondi' }).first().waitFor();
    },
    seen: { part: 'events', text: 'Xayriya fondi' },
  },
  {
    name: 'withdraw a consent while a referral is out',
    part: 'consents',
    async do(hand) {
      const { desk, t } = hand;
      await refer(hand, 'Bandlik markazi');
      await desk.main
        .getByRole('button', { name: `${t('cases:consent.withdraw')}: ${t('casework:purpose.referral')}` })
        .first()
        .click();
      await hand.save();
      await desk.note('cases:done.withdrawn');
      await desk.note('cases:notice.consentEnded_one', { count: 1 });
      // The draft that rests on it can't be sent any more.
      await desk.page.getByRole('tab', { name: t('cases:part.events') }).click();
      await hand.step('Xayriya fondi', 'send');
      await desk.dialog.getByText(t('cases:event.noConsent')).waitFor();
      await desk.dialog.getByRole('button', { name: t('common:action.cancel'), exact: true }).click();
      await desk.dialog.waitFor({ state: 'detached' });
    },
    seen: { part: 'consents', text: 'cases:consent.withdrawn' },
  },
  {
    name: 'cancel the referral without consent',
    part: 'events',
    async do(hand) {
      await hand.step('Bandlik markazi', 'cancel');
      await hand.type('cases:event.why', 'Rozilik qaytarib olindi');
      await hand.save();
      await hand.desk.main.getByText(hand.t('cases:notice.consentEndedHint')).waitFor({ state: 'detached' });
    },
    seen: { part: 'events', text: 'Rozilik qaytarib olindi' },
  },
  {
    name: 'write a note',
    async do(hand) {
      await hand.askInMenu('cases:event.new.note');
      await hand.type('cases:event.note', 'Telefonda gaplashildi');
      await hand.save();
    },
    seen: { part: 'events', text: 'Telefonda gaplashildi' },
  },
  {
    name: 'assign a supervisor',
    async do(hand) {
      await hand.askInMenu('cases:worker.assign');
      await hand.desk.dialog.getByRole('combobox', { name: hand.t('cases:worker.who') }).click();
      await hand.desk.page.getByRole('option', { name: chairName() }).first().click();
      await hand.check('casework:role.supervisor');
      await hand.save();
      await hand.desk.note('cases:done.assigned');
    },
    seen: { part: 'history', text: 'cases:history.assigned' },
  },
  {
    name: 'release somebody',
    async do(hand) {
      const { desk, t } = hand;
      await desk.main
        .getByRole('button', { name: `${t('cases:worker.endVerb')}: ${chairName()}`, exact: true })
        .click();
      await hand.save();
    },
    seen: { part: 'history', text: 'cases:history.unassigned' },
  },
  {
    name: 'write a safety plan',
    async do(hand) {
      await hand.askInMenu('cases:safety.title');
      await hand.type('cases:safety.plan', 'Qoʻshnisi Salima opaga boradi', true);
      await hand.save();
    },
    seen: { part: 'overview', text: 'Qoʻshnisi Salima opaga boradi' },
  },
  {
    name: 'correct the facts',
    async do(hand) {
      await hand.askInMenu('cases:edit');
      await hand.type('cases:field.clientAddress', 'Bogʻ koʻchasi, 4-uy', true);
      await hand.save();
    },
    seen: { part: 'overview', text: 'Bogʻ koʻchasi, 4-uy' },
  },
  {
    name: 'write how a goal ended',
    part: 'plan',
    async do(hand) {
      await hand.desk.main
        .getByRole('button', { name: new RegExp(`^${hand.t('cases:goal.end')}: Tikuvchilik`) })
        .click();
      await hand.check('casework:goalOutcome.met');
      await hand.save();
    },
    seen: { part: 'plan', text: 'casework:goalOutcome.met' },
  },
  {
    name: 'close by the goals',
    async do(hand) {
      await hand.askInMenu('cases:close.title');
      await hand.check('casework:goalOutcome.partly');
      await hand.choose('cases:close.outcome', hand.t('casework:outcome.goals_partly_met'));
      await hand.save();
      await hand.desk.main.getByText(hand.t('casework:state.closed'), { exact: true }).first().waitFor();
    },
    seen: { part: 'history', text: 'cases:history.close' },
  },
  {
    name: 'open again',
    async do(hand) {
      await hand.ask('cases:reopen.verb');
      await hand.type('cases:reopen.reason', 'Yana yordam soʻradi');
      await hand.save();
    },
    seen: { part: 'history', text: 'cases:history.reopen' },
  },
  {
    name: 'begin an assessment that stays a draft',
    async do(hand) {
      const {
        desk,
        t,
        desk: { page },
      } = hand;
      await hand.menu('cases:assessment.new');
      await page.locator('#assessment-text').waitFor();
      const chooser = page.getByRole('combobox', { name: t('cases:assessment.form') });
      if (await chooser.isVisible()) {
        await chooser.click();
        await page.getByRole('option', { name: 'Oila ehtiyojlari', exact: true }).click();
      }
      await hand.write('#assessment-text', 'Davomi bor');
      await desk.button('cases:assessment.saveDraft').click();
      await desk.note('cases:done.assessmentDraft');
    },
    seen: { part: 'events', text: 'Davomi bor' },
  },
  {
    name: 'offer to another office',
    async do(hand) {
      const { desk, t } = hand;
      await hand.askInMenu('cases:offer.title');
      const office = officeNext();
      await desk.page.locator('#offer-office').fill(office.slice(0, 5));
      await desk.dialog.getByRole('radio', { name: office }).first().click();
      await hand.type('cases:offer.reason', 'Koʻchib ketmoqchi');
      await hand.save();
      await desk.main.getByText(t('casework:state.offered'), { exact: true }).first().waitFor();
    },
    seen: { part: 'history', text: 'cases:history.offer' },
  },
  {
    name: 'take the offer back',
    async do(hand) {
      await hand.desk.button('cases:offer.takeBack').click();
      await hand.desk.note('cases:done.takenBack');
    },
    seen: { part: 'history', text: 'cases:history.take_back' },
  },
];

let chairName = () => '';
let officeNext = () => '';

// Every action of casework at a laptop without a line, and then at the office's second laptop.
describe('casework, in Chromium', { concurrent: false }, () => {
  let stack: Stack;
  let context: BrowserContext;
  let desk: Desk;
  let hand: Hand;
  let album: Album;
  const profiles: string[] = [];
  const ticked = new Set<string>();
  const caseIds: Record<string, string> = {};

  const publish = (form: FormDefinition) =>
    stack.sql(`
      update counter set value = value + 1 where name = 'change';
      insert into doc (office_id, area, collection, id, version, body, seq, origin, downward)
      select office_id, area, 'catalogues', 'form-${form.code}-${form.version}', version,
        '${JSON.stringify({ kind: 'form', title: form.title['uz-Latn'], data: form })}',
        (select value from counter where name = 'change'), 'server', true
      from doc where collection = 'catalogues' and body ->> 'kind' = 'template' order by id limit 1;`);

  beforeAll(async () => {
    stack = await startStack();
    await publish(FORM);
    chairName = () => stack.chair.name;
    const next = stack.demo.codes[1];
    if (!next) throw new Error('the demonstration has no second office');
    officeNext = () => next.office;
    const opened = await openProfile();
    ({ context } = opened);
    profiles.push(opened.profile);
    const page = await context.newPage();
    await page.goto(`${stack.url}/client/`);
    desk = createDesk(page);
    album = createAlbum(page, 'client', 'uz-Latn');
    hand = createHand(desk);
    await desk.firstRun({ server: stack.url, code: await stack.code() });
    for (const person of [stack.chair, stack.secretary]) {
      await desk.signIn(person);
      await desk.synced();
      // The place of cases learns the offices of the district.
      await desk.goTo('/cases');
      await desk.heading('cases:title').waitFor();
      await desk.page.waitForTimeout(1_000);
      if (person === stack.chair) await desk.lock();
    }
    await album.take('cases-first');
    await context.setOffline(true);
    await desk.offline();
  });
  afterAll(async () => {
    await context?.close();
    await stack?.stop();
    for (const folder of profiles) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  let at: 'chair' | 'secretary' = 'secretary';
  const openCase = async (of: Desk, id: string, part = '') => {
    // The same case is opened anew, whatever part of it is open.
    await of.goTo('/cases');
    await of.main.getByRole('heading', { level: 1, name: of.t('cases:title'), exact: true }).waitFor();
    await of.goTo(`/cases/${id}${part ? `?part=${part}` : ''}`);
    await of.page.getByRole('tab', { selected: true }).waitFor();
  };

  it.each(ACTIONS)('offline: $name', async (action) => {
    const by = action.by ?? 'secretary';
    if (at !== by) {
      await desk.handTo(stack[by]);
      at = by;
    }
    const which = action.at ?? 'first';
    if (which !== 'none') await openCase(desk, caseIds[which] ?? '', action.part);
    await action.do(hand);
    if (which === 'none') {
      const id = /^\/cases\/([^/?]+)/.exec(await desk.place())?.[1] ?? '';
      caseIds[caseIds.first === undefined ? 'first' : 'second'] = id;
    }
    expect(await desk.sign()).toContain(desk.t('exchange:sign.offline'));
    ticked.add(action.name);
  });

  it('the letter of a referral is printed in the words that were written', async () => {
    const { t } = desk;
    await openCase(desk, caseIds.first ?? '', 'events');
    await hand.step('Monomarkaz', 'letter');
    await desk.main.getByText('Kursga qabul qilishingizni soʻrayman').first().waitFor();
    await desk.main.getByText(t('cases:letter.heading'), { exact: true }).first().waitFor();
    await album.take('case-letter');
    expect(await desk.main.getByText('R. Aliyev').count()).toBeGreaterThan(0);
  });

  it('with the line back each action is seen at the second laptop; no picture has a fault', async () => {
    const version2: FormDefinition = { ...FORM, version: 2 };
    await publish(version2);
    await context.setOffline(false);
    await desk.goTo('/exchange');
    await desk.button('exchange:tryNow').click();
    await desk.synced();
    await desk.note('exchange:refused.none');
    const second = await openProfile();
    profiles.push(second.profile);
    try {
      const page = await second.context.newPage();
      await page.goto(`${stack.url}/client/`);
      const other = createDesk(page);
      await other.firstRun({ server: stack.url, code: await stack.code() });
      await other.signIn(stack.chair);
      await other.synced();
      const seen = new Set<string>();
      for (const action of ACTIONS) {
        const second = action.seen.part === 'consents' && action.at === 'second';
        const none = action.at === 'none' && action.name.includes('without');
        await openCase(other, caseIds[second || none ? 'second' : 'first'] ?? '', action.seen.part);
        const text = action.seen.text.includes(':') ? other.t(action.seen.text) : action.seen.text;
        // What is folded is opened, also what comes a moment later.
        await until(`"${text}" at the second laptop`, async () => {
          await page.evaluate(() => {
            for (const part of document.querySelectorAll('#main details')) part.setAttribute('open', '');
          });
          return other.main.getByText(text).first().isVisible();
        });
        seen.add(action.name);
      }
      expect(seen).toEqual(new Set(ACTIONS.map((action) => action.name)));
      expect(ticked).toEqual(seen);

      // A draft keeps the version of the form that it was begun with.
      await openCase(other, caseIds.first ?? '', 'events');
      await createHand(other).step('Davomi bor', 'continue');
      await other.note('cases:assessment.version', { n: 1 });
      await other.note('cases:assessment.outdated', { n: 2 });

      for (const language of languagesToWalk()) {
        const pictures = createAlbum(page, 'client', language);
        await other.goTo('/settings');
        await page.getByRole('radio', { name: LANGUAGE_NAMES[language], exact: true }).check();
        other.heard(language);
        await other.goTo('/today');
        await other.heading('today:title').first().waitFor();
        await pictures.take('cases-today');
        await other.goTo('/cases');
        await page.getByRole('row').filter({ hasText: WHO }).waitFor();
        await pictures.take('cases');
        for (const part of ['overview', 'events', 'plan', 'consents', 'history']) {
          await openCase(other, caseIds.first ?? '', part);
          await pictures.take(`case-${part}`);
        }
        await other.goTo('/cases/load');
        await other.heading('cases:load.title').waitFor();
        await pictures.take('cases-load');
        await other.goTo(`/cases/${caseIds.first}/plan`);
        await other.button('cases:plan.save').waitFor();
        await pictures.take('case-plan-form');
        await openCase(other, caseIds.first ?? '');
        for (const [name, key] of [
          ['visit', 'cases:event.new.visit'],
          ['referral', 'cases:event.new.referral'],
        ] as const) {
          await createHand(other).ask(key);
          await pictures.take(`case-${name}`);
          await other.dialog.getByRole('button', { name: other.t('common:action.cancel'), exact: true }).click();
          await other.dialog.waitFor({ state: 'detached' });
        }
        for (const [name, key] of [
          ['consent', 'cases:consent.new'],
          ['close', 'cases:close.title'],
          ['offer', 'cases:offer.title'],
        ] as const) {
          await createHand(other).askInMenu(key);
          await pictures.take(`case-${name}`);
          await other.dialog.getByRole('button', { name: other.t('common:action.cancel'), exact: true }).click();
          await other.dialog.waitFor({ state: 'detached' });
        }
        await other.goTo('/cases/new');
        await page.locator('#intake-clientName').waitFor();
        await other.page.getByRole('radio', { name: other.t('cases:intake.consentYes'), exact: true }).check();
        await pictures.take('case-intake');
        await page.keyboard.press('Control+Enter');
        await page.getByRole('alert').first().waitFor();
        await pictures.take('case-intake-faults');
        expect(pictures.faults).toEqual([]);
      }
    } finally {
      await second.context.close();
    }
    expect(album.faults).toEqual([]);
  });
});
