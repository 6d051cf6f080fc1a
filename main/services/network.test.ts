import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createNodeHttp } from './network.ts';

// A certificate for localhost that nobody trusts, and its key: for this test only.
const CERT = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUKYiTUl/Ol76e8o3NSUCM82l2ASowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDEyMjc1M1oYDzIxMjYxMDMx
MTIyNzUzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARXlXPdEB+TgpebwCFvvBQY5Zq7O6xb6qEw+bUz+IbrbaSQbvJFVRgO
/s8kgulWrt6jTxEACMRGrOgGzbjcV4S+o28wbTAdBgNVHQ4EFgQUdXrHV1YCKiel
5rP9QKGRV7qXjJkwHwYDVR0jBBgwFoAUdXrHV1YCKiel5rP9QKGRV7qXjJkwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgA3XF88VoOUiCNUxA8omBnTHTfMCgtCU/VZT/Oy3HsL8CIQDh
zK03o0X0Q3GbUui8cCWMumrU4ox7QkZUrV98Xj3vIw==
-----END CERTIFICATE-----`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgL5oBh/h8N9C3YO16
iilb6NODsORnDxOx11ijNnLBIAOhRANCAARXlXPdEB+TgpebwCFvvBQY5Zq7O6xb
6qEw+bUz+IbrbaSQbvJFVRgO/s8kgulWrt6jTxEACMRGrOgGzbjcV4S+
-----END PRIVATE KEY-----`;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    if (server instanceof http.Server || server instanceof https.Server) server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

function client(options: { ca?: string } = {}) {
  const port = createNodeHttp(options);
  stops.push(() => port.close());
  return port;
}

async function serve(answer: http.RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(http.createServer(answer))}/`;
}

const get = (url: string, timeout = 2_000) => ({ method: 'GET' as const, url, headers: {}, timeout });
const failure = (code: string) => ({ failure: { code } });

describe('network', () => {
  it('sends long bodies compressed and reads brotli, gzip and plain answers', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        const zipped = request.headers['content-encoding'] === 'gzip';
        const text = (zipped ? gunzipSync(body) : body).toString();
        const [encoding, make] =
          text.length > 5_000 ? (['br', brotliCompressSync] as const) : (['gzip', gzipSync] as const);
        response.setHeader('x-zipped', String(zipped));
        if (text.length < 10) response.end(text);
        else response.setHeader('content-encoding', encoding).end(make(text));
      });
    });
    const port = client();
    for (const [length, zipped] of [
      [5, 'false'],
      [2_000, 'true'],
      [9_000, 'true'],
    ] as const) {
      const body = 'я'.repeat(length);
      const answer = await port.request({ method: 'POST', url, headers: {}, timeout: 2_000, body });
      expect(answer.text).toBe(body);
      expect(answer.headers['x-zipped']).toBe(zipped);
    }
  });

  it('does not follow redirects', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    expect((await client().request(get(url))).status).toBe(302);
  });

  it('tells no connection, silence, a broken answer and a foreign protocol apart', async () => {
    const port = client();
    await expect(port.request(get('http://127.0.0.1:1/'))).rejects.toMatchObject(failure('offline'));
    const silent = await serve(() => {});
    await expect(port.request(get(silent, 100))).rejects.toMatchObject(failure('timeout'));
    const broken = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(port.request(get(broken))).rejects.toMatchObject(failure('offline'));
    const damaged = await serve((_request, response) => response.setHeader('content-encoding', 'gzip').end('no gzip'));
    await expect(port.request(get(damaged))).rejects.toMatchObject(failure('offline'));
    const other = await listen(net.createServer((socket) => void socket.end('SSH-2.0-x\r\n')));
    await expect(port.request(get(`http://127.0.0.1:${other}/`))).rejects.toMatchObject(failure('server_not_mahalla'));
    await expect(port.request(get(`https://127.0.0.1:${other}/`))).rejects.toMatchObject(failure('server_not_mahalla'));
  });

  it('refuses a certificate that is not trusted, and takes one of the named authority', async () => {
    const server = https.createServer({ cert: CERT, key: KEY }, (_request, response) => response.end('ok'));
    const url = `https://localhost:${await listen(server)}/`;
    await expect(client().request(get(url))).rejects.toMatchObject(failure('certificate_untrusted'));
    expect((await client({ ca: CERT }).request(get(url))).text).toBe('ok');
  });

  it('streams, notices silence, and stops when it is told to', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: seq\n');
      setTimeout(() => response.write('data: 1\n\n'), 30);
    });
    const port = client();
    let text = '';
    let status = 0;
    const listener = {
      head: (head: { status: number }) => void (status = head.status),
      text: (chunk: string) => void (text += chunk),
    };
    await expect(port.stream(get(url, 150), listener).finished).rejects.toMatchObject(failure('timeout'));
    expect([status, text]).toEqual([200, 'event: seq\ndata: 1\n\n']);
    const stream = port.stream(get(url), listener);
    setTimeout(() => stream.cancel(), 20);
    await expect(stream.finished).resolves.toBeUndefined();
    await expect(port.stream(get('http://127.0.0.1:1/'), listener).finished).rejects.toMatchObject(failure('offline'));
  });
});
