import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync, sign } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { bits, element, integer, oid, sequence, set, utcTime, utf8 } from './der-write.ts';
import {
  type Certificate,
  createGostKey,
  type GostKey,
  type Holder,
  issueCertificate,
  signPkcs7,
} from './gost-keys.ts';

/** What the simulator does instead of signing. The numbers are E-IMZO's own. */
export const EIMZO_FAILURES = [
  'none',
  '-5000',
  '-1021',
  '-1022',
  '-2006',
  '-2011',
  '-9999',
  'password',
  'token',
  'unknown',
  'old',
  'silent',
  'garbage',
  'api-key',
  'other-person',
  'expired',
  'changed',
] as const;
/** One of {@link EIMZO_FAILURES}. */
export type EimzoFailure = (typeof EIMZO_FAILURES)[number];

const REASONS: Partial<Record<EimzoFailure, readonly [number, string]>> = {
  '-5000': [-5000, 'Ввод пароля отменен'],
  '-1021': [-1021, 'Не указан origin'],
  '-1022': [-1022, 'Доступ запрещен'],
  '-2006': [-2006, 'Сертификат не найден в файле'],
  '-2011': [-2011, 'Диск не найден'],
  '-9999': [-9999, 'java.lang.RuntimeException'],
  password: [-9999, 'java.io.IOException: keystore password was incorrect'],
  token: [-9999, 'javax.smartcardio.CardException: card reader not present'],
  unknown: [-7777, 'Something new'],
};

/** A certificate that the simulator holds, and the key of it. */
interface Held {
  readonly holder: Holder;
  readonly key: GostKey;
  readonly certificate: Certificate;
  readonly from: Date;
  readonly to: Date;
}

/** A running simulator of E-IMZO. */
export interface EimzoSimulator {
  readonly ports: { readonly secure: number; readonly plain: number };
  /** Key of the authority that issued all its certificates, 64 bytes. */
  readonly authorityKey: Uint8Array;
  /** What it answers from now on. */
  fail(failure: EimzoFailure): void;
  /** Requests that came, by name. */
  readonly requests: string[];
  stop(): Promise<void>;
}

const AUTHORITY: Holder = { name: 'SINOV MARKAZI' };

function aliasOf({ holder, from, to, certificate }: Held): string {
  const day = (moment: Date) => moment.toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '.');
  return [
    `cn=${holder.name.toLowerCase()}`,
    ...(holder.pinfl ? [`1.2.860.3.16.1.2=${holder.pinfl}`] : []),
    ...(holder.stir ? [`1.2.860.3.16.1.1=${holder.stir}`] : []),
    ...(holder.position ? [`t=${holder.position.toLowerCase()}`] : []),
    `serialnumber=${Buffer.from(certificate.serial.subarray(2)).toString('hex')}`,
    `validfrom=${day(from)}`,
    `validto=${day(to)}`,
  ].join(',');
}

/** A certificate for the loopback address, made by itself as E-IMZO's is. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const name = sequence(set(sequence(oid('2.5.4.3'), utf8('127.0.0.1'))));
  const tbs = sequence(
    element(0xa0, integer(2)),
    integer(Date.now()),
    algorithm,
    name,
    sequence(utcTime(new Date(Date.now() - 86_400_000)), utcTime(new Date(Date.now() + 365 * 86_400_000))),
    name,
    new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
  );
  const signature = new Uint8Array(sign('sha256', tbs, privateKey));
  const der = Buffer.from(sequence(tbs, algorithm, bits(signature))).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${der.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Starts a simulator: the same requests and answers as E-IMZO's, signing with keys of its own in the same algorithms.
 * Its certificates are issued by nobody that anyone trusts.
 */
export async function startEimzoSimulator(
  options: {
    readonly holder?: Holder;
    /** 0 takes free ports. */
    readonly ports?: { readonly secure: number; readonly plain: number };
    /** The API key that it wants first; none where it is left out. */
    readonly apiKey?: string;
    readonly plainOnly?: boolean;
    readonly now?: () => Date;
  } = {},
): Promise<EimzoSimulator> {
  const now = options.now ?? (() => new Date());
  const authority = createGostKey(Buffer.from('authority of the E-IMZO simulator, good for nothing else'));
  const year = 365 * 86_400_000;
  let serial = 100n;
  const hold = (holder: Holder, from: Date, to: Date): Held => {
    const key = createGostKey();
    serial += 1n;
    const certificate = issueCertificate({
      holder,
      publicKey: key.publicKey,
      issuer: AUTHORITY,
      issuerKey: authority,
      serial,
      from,
      to,
    });
    return { holder, key, certificate, from, to };
  };
  const own: Holder = options.holder ?? { name: "TO'XTAYEV ANVAR", pinfl: '31210632040244', position: 'Rais' };
  const start = new Date(now().getTime() - year);
  const end = new Date(now().getTime() + year);
  const held = [hold(own, start, end)];
  const foreign = hold({ name: 'BEGONA ODAM', pinfl: '40201902050010' }, start, end);
  const past = hold(own, new Date(now().getTime() - 3 * year), new Date(now().getTime() - year));
  const authorityCertificate = issueCertificate({
    holder: AUTHORITY,
    publicKey: authority.publicKey,
    issuer: AUTHORITY,
    issuerKey: authority,
    serial: 1n,
    from: new Date('2020-01-01T00:00:00Z'),
    to: new Date('2040-01-01T00:00:00Z'),
  });

  let failure: EimzoFailure = 'none';
  let introduced = options.apiKey === undefined;
  const loaded = new Map<string, Held>();
  const requests: string[] = [];
  const refuse = (which: EimzoFailure) => {
    const [status, reason] = REASONS[which] ?? [-9999, 'java.lang.RuntimeException'];
    return { success: false, status, reason };
  };

  function signer(keyId: string): Held | undefined {
    if (failure === 'other-person') return foreign;
    if (failure === 'expired') return past;
    return keyId === 'idcard' || keyId === 'baikey' || keyId === 'ckc' ? held[0] : loaded.get(keyId);
  }

  function answer(request: { plugin?: string; name?: string; arguments?: readonly string[] }): object | null {
    const { name = '', arguments: values = [] } = request;
    requests.push(name);
    if (failure === 'silent') return null;
    if (failure === '-1021' || failure === '-1022') return refuse(failure);
    if (name === 'version') return { success: true, major: '3', minor: failure === 'old' ? '20' : '43' };
    if (name === 'apikey') {
      introduced = failure !== 'api-key' && (options.apiKey === undefined || values[1] === options.apiKey);
      return introduced ? { success: true } : { success: false, status: -1000, reason: 'API-key не действителен' };
    }
    if (!introduced) return refuse('-1022');
    if (name === 'list_all_certificates') {
      const certificates = held.map((one, at) => ({
        disk: 'C:\\',
        path: 'DSKEYS',
        name: `DS${at}`,
        alias: aliasOf(one),
      }));
      return { success: true, certificates };
    }
    if (name === 'load_key') {
      if (failure === '-2006' || failure === '-2011' || failure === '-5000' || failure === 'password') {
        return refuse(failure);
      }
      const found = held[Number(values[2]?.slice(2))];
      if (!found || aliasOf(found) !== values[3]) return refuse('-2006');
      const keyId = `key-${loaded.size}`;
      loaded.set(keyId, found);
      return { success: true, keyId };
    }
    if (name === 'create_pkcs7') {
      if (REASONS[failure]) return refuse(failure);
      const found = signer(values[1] ?? '');
      if (!found) return refuse('-9999');
      const content = Buffer.from(values[0] ?? '', 'base64');
      if (failure === 'changed') content[content.length - 1] = (content.at(-1) ?? 0) ^ 1;
      const message = signPkcs7({
        content: new Uint8Array(content),
        detached: values[2] === 'yes',
        key: found.key,
        certificate: found.certificate,
        chain: [authorityCertificate.der],
        at: now(),
        indefinite: true,
      });
      return { success: true, pkcs7_64: Buffer.from(message).toString('base64') };
    }
    return { success: false, status: -1000, reason: 'unknown function' };
  }

  const tls = selfSigned();
  const servers: Server[] = [createHttpServer()];
  if (!options.plainOnly) servers.push(createHttpsServer(tls) as unknown as Server);
  const sockets = servers.map((server) => {
    const sockets = new WebSocketServer({ server, path: '/service/cryptapi' });
    sockets.on('connection', (socket, request) => {
      socket.on('message', (data) => {
        const { origin } = request.headers;
        if (failure === 'garbage') {
          socket.send('<html>');
        } else if (!origin || origin.startsWith('file:')) {
          socket.send(JSON.stringify(refuse('-1021')));
        } else if (new URL(origin).hostname !== 'localhost') {
          socket.send(JSON.stringify(refuse('-1022')));
        } else {
          const said = answer(JSON.parse(String(data)) as never);
          if (said) socket.send(JSON.stringify(said));
        }
      });
    });
    return sockets;
  });
  const wanted = options.ports ?? { secure: 0, plain: 0 };
  const plain = await listen(servers[0] as Server, wanted.plain);
  const secure = servers[1] ? await listen(servers[1], wanted.secure) : 1;
  return {
    ports: { secure, plain },
    authorityKey: authority.publicKey,
    requests,
    fail(next) {
      failure = next;
    },
    async stop() {
      for (const one of sockets) for (const socket of one.clients) socket.terminate();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
