import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { SERVER, type Database } from './database.ts';

/** What a server is known by, made once at its first start. */
export interface ServerMeta {
  readonly serverId: string;
  /** Changes with every restore from a backup. */
  readonly epoch: string;
  readonly name: string;
  /** Key that signs access tokens. */
  readonly signingKey: CryptoKey;
  readonly verifyingKey: CryptoKey;
  /** Keys the hashes by which offices find out that they have the same person. */
  readonly sketchKey: Buffer;
}

/** Reads the server's identity, making it at the first start. */
export async function loadMeta(database: Database, name: string): Promise<ServerMeta> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const fresh: Record<string, string> = {
    serverId: randomBytes(12).toString('hex'),
    epoch: randomBytes(8).toString('hex'),
    name,
    sketchKey: randomBytes(32).toString('base64'),
    tokenKey: JSON.stringify(await exportJWK(pair.privateKey)),
  };
  const values = await database.transaction(SERVER, async (tx) => {
    await tx.execute(
      'insert into server_meta (key, value) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
      [Object.keys(fresh), Object.values(fresh)],
    );
    const rows = await tx.query<{ key: string; value: string }>('select key, value from server_meta');
    return new Map(rows.map((row) => [row.key, row.value]));
  });
  const jwk = JSON.parse(values.get('tokenKey') as string) as JWK;
  const { d: _secret, ...open } = jwk;
  return {
    serverId: values.get('serverId') as string,
    epoch: values.get('epoch') as string,
    name: values.get('name') as string,
    signingKey: (await importJWK(jwk, 'ES256')) as CryptoKey,
    verifyingKey: (await importJWK(open, 'ES256')) as CryptoKey,
    sketchKey: Buffer.from(values.get('sketchKey') as string, 'base64'),
  };
}
