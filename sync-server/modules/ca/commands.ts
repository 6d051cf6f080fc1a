import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { CodedError } from '#shared/kernel/result.ts';
import { readCertificate, type RevocationReason } from '#shared/pki/certificate.ts';
import { toPem } from '#shared/pki/pem.ts';
import { listCertificates } from '../../storage/certificates.ts';
import { SERVER } from '../../storage/database.ts';
import type { OfficeDeps } from '../offices.ts';
import { readRootFile, writeRootFile } from './root-file.ts';
import { goRound, holdCeremony, readAuthority, revoke, trustTimestamps } from './service.ts';
import { reportJson, readTrust, reportText, verifyFromDisk } from './verify-command.ts';

type Print = (json: boolean | undefined, value: object, text: string) => void;
type WithDatabase = <T>(work: (deps: OfficeDeps) => Promise<T>) => Promise<T>;

const json = () => new Option('--json', 'print one line of JSON');
const REASONS = ['keyCompromise', 'superseded', 'cessationOfOperation', 'unspecified'] as const;

/** The root's passphrase: from a file, or asked for. Never an argument, which others on the machine could read. */
async function readPassphrase(file: string | undefined): Promise<string> {
  if (file) return readFileSync(file, 'utf8').trim();
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question('Passphrase of the root (12 characters or more): ')).trim();
  } finally {
    lines.close();
  }
}

const rootOptions = (command: Command) =>
  command
    .requiredOption('--root <file>', 'file of the root: keep it offline, on a medium of its own')
    .option('--passphrase-file <file>', 'where the passphrase is read from; it is asked for otherwise')
    .addOption(json());

interface RootOptions {
  readonly root: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** `ca`: the ministry's certificate authority. */
export function caCommand(withDatabase: WithDatabase, print: Print): Command {
  return new Command('ca')
    .description("the ministry's certificate authority for office keys")
    .addCommand(
      rootOptions(new Command('init').description('the ceremony: makes the root and the first issuing key')).action(
        async (options: RootOptions) => {
          const passphrase = await readPassphrase(options.passphraseFile);
          if (passphrase.length < 12) throw new CodedError('password_weak');
          const made = await withDatabase(async (deps) => {
            const result = await holdCeremony(deps, null);
            await writeRootFile(options.root, result.root, passphrase);
            return result;
          });
          const root = readCertificate(made.root.certificate);
          const value = { root: root.serial, issuing: made.issuingSerial, file: options.root };
          print(
            options.json,
            value,
            `root ${value.root}\nissuing ${value.issuing}\nNow take ${options.root} off this machine.`,
          );
        },
      ),
    )
    .addCommand(
      rootOptions(new Command('renew').description('a new issuing key, by the root that there is')).action(
        async (options: RootOptions) => {
          const root = await readRootFile(options.root, await readPassphrase(options.passphraseFile));
          const made = await withDatabase((deps) => holdCeremony(deps, root));
          print(options.json, { issuing: made.issuingSerial }, `issuing ${made.issuingSerial}`);
        },
      ),
    )
    .addCommand(
      new Command('list')
        .option('--office <id>')
        .addOption(json())
        .action(async (options: { office?: string; json?: boolean }) => {
          const all = await withDatabase(({ database }) =>
            database.transaction(SERVER, (tx) =>
              listCertificates(tx, options.office ? { officeId: options.office } : {}),
            ),
          );
          const rows = all.map(({ certificate, ...one }) => ({
            ...one,
            name: readCertificate(certificate).subjectName.commonName ?? '',
          }));
          const line = (row: (typeof rows)[number]) =>
            `${row.serial}  ${row.name}  ${row.notAfter.toISOString().slice(0, 10)}  ${row.revokedWhy ?? 'good'}`;
          print(options.json, { certificates: rows }, rows.map(line).join('\n'));
        }),
    )
    .addCommand(
      new Command('revoke')
        .argument('[serial]', 'number of one certificate')
        .option('--user <id>', 'all certificates of a user')
        .addOption(new Option('--reason <reason>').choices(REASONS).default('keyCompromise'))
        .addOption(json())
        .action(
          async (serial: string | undefined, options: { user?: string; reason: RevocationReason; json?: boolean }) => {
            const which = serial ? { serial } : options.user ? { userId: options.user } : null;
            if (!which) throw new CodedError('invalid_input', { field: 'serial' });
            const revoked = await withDatabase((deps) => revoke(deps, which, options.reason, null));
            if (revoked.length === 0) throw new CodedError('not_found');
            print(options.json, { revoked }, revoked.join('\n'));
          },
        ),
    )
    .addCommand(
      new Command('round')
        .description('renews certificates that end soon, makes the lists anew')
        .addOption(json())
        .action(async (options: { json?: boolean }) => {
          const done = await withDatabase(goRound);
          print(options.json, done, `${done.renewed} renewed${done.listed ? ', lists made anew' : ''}`);
        }),
    )
    .addCommand(
      new Command('timestamps')
        .description('roots of timestamp services that are trusted for time (the service itself: TIMESTAMP_URL)')
        .argument('<file>', 'PEM with one root or several')
        .addOption(json())
        .action(async (file: string, options: { json?: boolean }) => {
          const { roots } = readTrust(readFileSync(file, 'latin1'));
          if (roots.length === 0) throw new CodedError('invalid_input', { field: 'file' });
          await withDatabase((deps) => trustTimestamps(deps, roots));
          print(options.json, { roots: roots.length }, `${roots.length} trusted for time`);
        }),
    )
    .addCommand(
      new Command('export')
        .description('certificates and lists as PEM, for outside tools')
        .argument('<dir>')
        .addOption(json())
        .action(async (dir: string, options: { json?: boolean }) => {
          const { roots, intermediates, lists } = await withDatabase(readAuthority);
          if (roots.length === 0) throw new CodedError('ca_missing');
          mkdirSync(dir, { recursive: true });
          const root = roots.map((one) => toPem(one)).join('');
          const all = [
            root,
            ...intermediates.map((one) => toPem(one)),
            ...lists.map((one) => toPem(one, 'X509 CRL')),
          ].join('');
          writeFileSync(join(dir, 'root.pem'), root);
          writeFileSync(join(dir, 'ca.pem'), all);
          print(options.json, { dir, files: ['root.pem', 'ca.pem'] }, join(dir, 'ca.pem'));
        }),
    );
}

/** `document`: checks signed files with no server and no database. */
export function documentCommand(print: Print): Command {
  return new Command('document').description('signed papers').addCommand(
    new Command('verify')
      .description('checks a signed file; needs no server')
      .argument('<file>', 'a signed PDF, or any file with --signature')
      .option('--signature <file>', 'a detached signature, .p7s')
      .option('--ca <file>', 'PEM with the root, and the lists: see ca export')
      .option('--at <moment>', 'as it was then (ISO 8601)')
      .addOption(json())
      .action(async (file: string, options: { signature?: string; ca?: string; at?: string; json?: boolean }) => {
        const report = verifyFromDisk(file, options);
        print(options.json, reportJson(report), reportText(report));
        if (!report.ok) process.exitCode = 2;
      }),
  );
}
