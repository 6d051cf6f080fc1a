import { REPUBLIC } from '#shared/domain/access/area.ts';
import type { Role } from '#shared/domain/access/roles.ts';
import { dayOfMoment } from '#shared/domain/language/dates.ts';
import { SERVER } from '../../storage/database.ts';
import { findOffice, type StoredOffice } from '../../storage/offices.ts';
import { addPublicKey, findUserByLogin, type StoredUser } from '../../storage/people.ts';
import { lockDocs } from '../../storage/records.ts';
import { upsertTerritory } from '../../storage/territory.ts';
import { holdCeremony, readAuthority } from '../ca/service.ts';
import { seedCatalogues } from '../catalogues/seed.ts';
import { addUser, issueCode, MINISTRY, type OfficeDeps } from '../offices.ts';
import { openOffice, type OfficeChoice } from '../open-office.ts';
import { hashPassword, PASSWORD_COST } from '../passwords.ts';
import { writeServerDocs } from '../server-docs.ts';
import { writeStaffDoc } from '../staff.ts';
import holidays from '../catalogues/holidays.json' with { type: 'json' };
import { makeDemoCasework } from './casework.ts';
import { createDemoKey, makeDemoPapers } from './papers.ts';
import { DISTRICT, MAHALLAS, REGION } from './places.ts';

/** The password of everyone in the demonstration: there is nothing to protect in it. */
export const DEMO_PASSWORD = 'anor bahor daryo tong yulduz';

/** Somebody who can sign in. */
export interface DemoLogin {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly role: Role;
  /** Name of the office in Latin script. */
  readonly office: string;
}

/** What the start script prints. */
export interface DemoResult {
  /** Whether anything was written just now; false where the demonstration was there already. */
  readonly seeded: boolean;
  readonly logins: readonly DemoLogin[];
  /** A fresh enrolment code for each office, good for 10 minutes. */
  readonly codes: readonly { readonly officeId: string; readonly office: string; readonly code: string }[];
}

const OFFICE_STAFF = [
  [
    ['rais.gulobog', 'Toʻxtayev Anvar Sobirovich', 'chair', 'Rais'],
    ['kotib.gulobog', 'Karimova Dilnoza Rustamovna', 'secretary', 'Masʼul kotib'],
    ['mutaxassis.gulobog', 'Yusupov Jasur Baxtiyorovich', 'specialist', 'Hokim yordamchisi'],
  ],
  [
    ['rais.oltinkol', 'Раҳимов Шавкат Эргашевич', 'chair', 'Раис'],
    ['kotib.oltinkol', 'Қодирова Зулфия Анваровна', 'secretary', 'Масъул котиб'],
    ['mutaxassis.oltinkol', 'Маматов Улуғбек Собирович', 'specialist', 'Ёшлар етакчиси'],
  ],
  [
    ['rais.yoshlik', 'Gʻaniyeva Gulchehra Oʻktamovna', 'chair', 'Rais'],
    ['kotib.yoshlik', 'Abdullayeva Nilufar Jasurovna', 'secretary', 'Masʼul kotib'],
    ['mutaxassis.yoshlik', 'Ergashev Baxtiyor Ulugʻbekovich', 'specialist', 'Ijtimoiy xodim'],
  ],
] as const;

async function officeOf(deps: OfficeDeps, id: string, choice: OfficeChoice): Promise<StoredOffice> {
  const there = await deps.database.transaction({ kind: 'duty', area: REPUBLIC }, (tx) => findOffice(tx, id));
  return there ?? (await openOffice(deps, choice, null));
}

/**
 * Fills an empty server with a demonstration: the ministry, one district, three mahallas, their staff, people,
 * families, cases and papers in both scripts, with days counted from today. Goes through the same change log and audit as everything else.
 * What is there already is left as it is, so a start that was cut short goes on; every call issues fresh codes.
 */
export async function seedDemo(deps: OfficeDeps): Promise<DemoResult> {
  const duty = { kind: 'duty', area: REPUBLIC } as const;
  let seeded = false;
  await deps.database.transaction(duty, (tx) =>
    upsertTerritory(tx, { regions: [REGION], districts: [DISTRICT], mahallas: MAHALLAS }),
  );
  const ministry = await officeOf(deps, MINISTRY, { ministry: true });
  await seedCatalogues(deps);
  // The demonstration's root is thrown away at once: nothing in it is worth a renewal in six years.
  const authority = await readAuthority(deps);
  if (authority.roots.length === 0) await holdCeremony(deps, null);

  let passwordHash: string | null = null;
  const userOf = async (
    officeId: string,
    [login, name, role, position]: readonly [string, string, Role, string],
    area?: string,
  ): Promise<StoredUser> => {
    const there = await deps.database.transaction(SERVER, (tx) => findUserByLogin(tx, login));
    if (there) return there;
    passwordHash ??= await hashPassword(DEMO_PASSWORD, PASSWORD_COST);
    seeded = true;
    return addUser(deps, { login, name, role, position, officeId, area, passwordHash }, null);
  };

  const users: { readonly user: StoredUser; readonly office: StoredOffice }[] = [
    {
      user: await userOf(MINISTRY, ['vazirlik', 'Sobirova Shahnoza Anvarovna', 'ministry_officer', 'Bosh mutaxassis']),
      office: ministry,
    },
    {
      user: await userOf(MINISTRY, ['administrator', 'Qodirov Ulugʻbek Rahimovich', 'ministry_admin', 'Administrator']),
      office: ministry,
    },
    {
      user: await userOf(
        MINISTRY,
        ['tuman', 'Mamatov Oʻktam Yusupovich', 'district_officer', 'Tuman masʼuli'],
        DISTRICT.area,
      ),
      office: ministry,
    },
  ];
  const codes: { officeId: string; office: string; code: string }[] = [];
  const today = dayOfMoment(deps.now());
  for (const [at, place] of MAHALLAS.entries()) {
    const office = await officeOf(deps, `mahalla-${place.id}`, { mahalla: place.id });
    const [chairOf, secretaryOf, specialistOf] = OFFICE_STAFF[at] as (typeof OFFICE_STAFF)[number];
    const chair = await userOf(office.id, chairOf);
    const secretary = await userOf(office.id, secretaryOf);
    const specialist = await userOf(office.id, specialistOf);
    for (const user of [chair, secretary, specialist]) users.push({ user, office });

    const ref = { officeId: office.id, area: office.area };
    const key = createDemoKey();
    const papers = makeDemoPapers({
      seed: at + 1,
      officeIndex: Number(office.index),
      today,
      staff: { chair, secretary, specialist },
      key,
      holidays: holidays.years.flatMap((year) => holidays.fixed.map((day) => `${year}-${day}`)),
    });
    // One transaction an office: it has its papers and the key that they are signed with, or nothing of either.
    await deps.database.transaction(SERVER, async (tx) => {
      await tx.enter({ kind: 'office', ...ref });
      const first = papers.find((doc) => doc.definition.name === 'documents');
      if (!first || (await lockDocs(tx, office.id, [['documents', first.id]])).length > 0) return;
      seeded = true;
      await tx.enter(SERVER);
      const keyed = await addPublicKey(tx, chair.id, key.publicKey);
      if (keyed) await writeStaffDoc(tx, keyed);
      await writeServerDocs(tx, ref, papers);
    });
    const casework = makeDemoCasework({ seed: at + 1, today, staff: { chair, secretary, specialist } });
    await deps.database.transaction(SERVER, async (tx) => {
      await tx.enter({ kind: 'office', ...ref });
      const first = casework.find((doc) => doc.definition.name === 'households');
      if (!first || (await lockDocs(tx, office.id, [['households', first.id]])).length > 0) return;
      seeded = true;
      await writeServerDocs(tx, ref, casework);
    });
    const issued = await issueCode(deps, office.id, { area: REPUBLIC, actor: null });
    if (issued) codes.push({ officeId: office.id, office: office.name.latn, code: issued.code });
  }
  return {
    seeded,
    logins: users.map(({ user, office }) => ({
      login: user.login,
      password: DEMO_PASSWORD,
      name: user.name,
      role: user.role,
      office: office.name.latn,
    })),
    codes,
  };
}
