import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { createExceptions } from '#shared/domain/language/exceptions.ts';
import { isArea, REPUBLIC } from '#shared/domain/access/area.ts';
import { ROLES, type Role } from '#shared/domain/access/roles.ts';
import { CodedError, toFailure } from '#shared/kernel/result.ts';
import { appointDeputy, enterPinfl } from './modules/signers.ts';
import { readConfig } from './config.ts';
import { caCommand, documentCommand } from './modules/ca/commands.ts';
import { seedDemo } from './modules/demo/seed.ts';
import { openOffice, type OfficeChoice } from './modules/open-office.ts';
import { addUser, issueCode, MINISTRY } from './modules/offices.ts';
import { createPassphrase } from './modules/passphrase.ts';
import { hashPassword, PASSWORD_COST } from './modules/passwords.ts';
import { importTerritory, readTerritory } from './modules/territory/import.ts';
import { comparePairs, formatReport, readPairs } from './modules/translit/pairs.ts';
import { createLineRewriter, type Script, SCRIPTS } from './modules/translit/rewrite.ts';
import { openRuntime } from './runtime.ts';
import { appendAudit, verifyAudit } from './storage/audit.ts';
import { SERVER, type Database } from './storage/database.ts';
import { listDevices, revokeDevice } from './storage/devices.ts';
import { listOffices } from './storage/offices.ts';

const duty = { kind: 'duty', area: REPUBLIC } as const;
const program = new Command('admin').description('Keeps a Mahalla server').showHelpAfterError();

function print(json: boolean | undefined, value: object, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(value) : text}\n`);
}

/** Runs work with the database: the running server's, or one that is up for as long as the command takes. */
async function withDatabase<T>(work: (deps: { database: Database; now: () => number }) => Promise<T>): Promise<T> {
  const runtime = await openRuntime({ ...readConfig(process.env), as: 'command' });
  try {
    return await work({ database: runtime.database, now: Date.now });
  } finally {
    await runtime.close();
  }
}

const json = () => new Option('--json', 'print one line of JSON');

program
  .command('territory')
  .description('regions, districts and mahallas')
  .addCommand(
    new Command('import')
      .argument('<dir>', 'folder with regions.csv, districts.csv and mahallas.csv')
      .option('--dry-run', 'only read and report; needs no server and no database')
      .addOption(json())
      .action(async (dir: string, options: { dryRun?: boolean; json?: boolean }) => {
        const territory = readTerritory(dir);
        if (!options.dryRun) await withDatabase((deps) => importTerritory(deps, territory, null));
        const { regions, districts, mahallas, bad } = territory;
        const result = { regions: regions.length, districts: districts.length, mahallas: mahallas.length, bad };
        const lines = bad.map((row) => `${row.file}:${row.line} ${row.reason}`);
        const summary = `${result.regions} regions, ${result.districts} districts, ${result.mahallas} mahallas; ${bad.length} bad rows`;
        print(options.json, result, [...lines, summary].join('\n'));
      }),
  );

program
  .command('office')
  .description('offices')
  .addCommand(
    new Command('add')
      .option('--mahalla <id>', 'id of a mahalla of the imported territory')
      .option('--district <id>', 'an office of a district')
      .option('--region <id>', 'an office of a region')
      .option('--ministry', 'the office of the ministry itself')
      .option('--index <n>', 'number that its papers begin with; the next free one of the district by default')
      .addOption(json())
      .action(async (options: OfficeChoice & { json?: boolean }) => {
        const office = await withDatabase((deps) => openOffice(deps, options, null));
        print(options.json, office, `${office.id}  ${office.name.latn}  ${office.area}`);
      }),
  )
  .addCommand(
    new Command('list').addOption(json()).action(async (options: { json?: boolean }) => {
      const offices = await withDatabase(({ database }) =>
        database.transaction(duty, (tx) => listOffices(tx, REPUBLIC)),
      );
      print(
        options.json,
        { offices },
        offices.map((office) => `${office.id}  ${office.name.latn}  ${office.area}`).join('\n'),
      );
    }),
  );

program
  .command('user')
  .description('users')
  .addCommand(
    new Command('add')
      .requiredOption('--login <login>')
      .requiredOption('--name <name>')
      .addOption(new Option('--role <role>').choices(ROLES).makeOptionMandatory())
      .option('--office <id>', 'office of the user', MINISTRY)
      .option('--position <text>', '', '')
      .option('--area <area>', 'area of duty of a console user, such as uz.r3')
      .option('--password <password>', 'a passphrase is made and printed where it is left out')
      .addOption(json())
      .action(
        async (options: {
          login: string;
          name: string;
          role: Role;
          office: string;
          position: string;
          area?: string;
          password?: string;
          json?: boolean;
        }) => {
          if (options.area && !isArea(options.area)) throw new CodedError('invalid_input', { field: 'area' });
          const password = options.password ?? createPassphrase();
          if (password.length < 8) throw new CodedError('password_weak');
          const passwordHash = await hashPassword(password, PASSWORD_COST);
          const { login, name, role, position, office: officeId, area } = options;
          const user = await withDatabase((deps) =>
            addUser(deps, { login, name, role, position, officeId, area, passwordHash }, null),
          );
          const made = options.password === undefined ? { password } : {};
          const result = { id: user.id, login: user.login, role, officeId: user.officeId, area: user.area, ...made };
          print(options.json, result, `${user.login}${options.password === undefined ? `  ${password}` : ''}`);
        },
      ),
  );

program
  .command('signer')
  .description('who signs: a person’s PINFL for the national signature, deputies by date')
  .addCommand(
    new Command('pinfl')
      .description('enters a PINFL as a mark; the number itself is kept nowhere')
      .requiredOption('--login <login>')
      .requiredOption('--pinfl <digits>')
      .addOption(json())
      .action(async (options: { login: string; pinfl: string; json?: boolean }) => {
        const user = await withDatabase((deps) => enterPinfl(deps, { login: options.login }, options.pinfl));
        print(options.json, { id: user.id, login: user.login }, user.login);
      }),
  )
  .addCommand(
    new Command('deputy')
      .description('has a person act for the chair of their office, both days inclusive')
      .requiredOption('--login <login>')
      .requiredOption('--from <day>')
      .requiredOption('--to <day>')
      .option('--order <text>', 'the order that says so')
      .addOption(json())
      .action(async (options: { login: string; from: string; to: string; order?: string; json?: boolean }) => {
        const { from, to, order } = options;
        const user = await withDatabase((deps) =>
          appointDeputy(deps, { login: options.login }, { from, to, ...(order ? { order } : {}) }),
        );
        print(options.json, { id: user.id, login: user.login, acting: user.acting }, `${user.login} ${from} ${to}`);
      }),
  );

program
  .command('device')
  .description('laptops of the offices')
  .addCommand(
    new Command('code')
      .description('one-time code for a new laptop, good for 10 minutes')
      .requiredOption('--office <id>')
      .addOption(json())
      .action(async (options: { office: string; json?: boolean }) => {
        const issued = await withDatabase((deps) => issueCode(deps, options.office, { area: REPUBLIC, actor: null }));
        if (!issued) throw new CodedError('not_found', { field: 'office' });
        print(options.json, { code: issued.code, expiresAt: issued.expiresAt.toISOString() }, issued.code);
      }),
  )
  .addCommand(
    new Command('list')
      .option('--office <id>')
      .addOption(json())
      .action(async (options: { office?: string; json?: boolean }) => {
        const devices = await withDatabase(({ database }) =>
          database.transaction(duty, (tx) => listDevices(tx, options.office ?? null)),
        );
        const rows = devices.map(({ id, officeId, lane, name, revokedAt, flag, lastContact }) => ({
          id,
          officeId,
          lane,
          name,
          revokedAt,
          flag,
          lastContact,
        }));
        print(
          options.json,
          { devices: rows },
          rows
            .map((row) => `${row.id}  ${row.officeId}  ${row.lane}  ${row.revokedAt ? 'revoked' : 'active'}`)
            .join('\n'),
        );
      }),
  )
  .addCommand(
    new Command('revoke')
      .argument('<id>')
      .addOption(json())
      .action(async (id: string, options: { json?: boolean }) => {
        await withDatabase(({ database, now }) =>
          database.transaction(duty, async (tx) => {
            if (!(await revokeDevice(tx, id))) throw new CodedError('device_unknown');
            await appendAudit(tx, { kind: 'device_revoked', deviceId: id }, new Date(now()));
          }),
        );
        print(options.json, { id, revoked: true }, `${id} revoked`);
      }),
  );

program.addCommand(caCommand(withDatabase, print));
program.addCommand(documentCommand(print));

program
  .command('audit')
  .description('the audit chain')
  .addCommand(
    new Command('verify').addOption(json()).action(async (options: { json?: boolean }) => {
      const check = await withDatabase(({ database }) => database.transaction(SERVER, verifyAudit, { readOnly: true }));
      print(options.json, check, check.ok ? `whole: ${check.rows} rows` : `broken at row ${check.brokenAt}`);
      if (!check.ok) process.exitCode = 2;
    }),
  );

program
  .command('demo')
  .description('fills the server with a demonstration, or issues fresh codes for the one that is there')
  .addOption(json())
  .action(async (options: { json?: boolean }) => {
    const result = await withDatabase((deps) => seedDemo(deps));
    const logins = result.logins.map((one) => `${one.login}  ${one.password}  ${one.role}  ${one.office}`);
    const codes = result.codes.map((one) => `${one.code}  ${one.office}`);
    print(options.json, result, [...logins, ...codes].join('\n'));
  });

program
  .command('translit')
  .description('turns the lines of standard input into another script, or compares a list of pairs; needs no server')
  .addOption(new Option('--to <script>', 'Latin, Cyrillic, or the Latin of 2026').choices(SCRIPTS))
  .option('--exceptions <file>', 'CSV with the columns name_latn and name_cyrl: words that the rules get wrong')
  .option('--pairs <file>', 'CSV with the columns name_latn and name_cyrl: prints how far they agree, and why not')
  .addOption(json())
  .action(async (options: { to?: Script; exceptions?: string; pairs?: string; json?: boolean }) => {
    if (options.pairs) {
      const report = comparePairs(readPairs(options.pairs));
      print(options.json, report, formatReport(report));
      return;
    }
    if (!options.to) throw new CodedError('field_required', { field: '--to' });
    const words = options.exceptions ? readPairs(options.exceptions) : [];
    const lists = createExceptions(words);
    await pipeline(process.stdin, createLineRewriter(options.to, lists[options.to]), process.stdout).catch(
      (error: NodeJS.ErrnoException) => {
        // Whoever reads has heard enough.
        if (error.code !== 'EPIPE') throw error;
      },
    );
  });

try {
  await program.parseAsync();
} catch (error) {
  const failure = toFailure(error);
  process.stderr.write(`${JSON.stringify(failure)}\n`);
  if (failure.code === 'unexpected')
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
