/** The client without its screens: real journal, replica, keys, transport and exchange, in a browser or in Electron. */
import { createBrowserPorts } from '../../../renderer/adapters/browser/ports.ts';
import { createElectronPorts } from '../../../renderer/adapters/electron/ports.ts';
import { openSession } from '../../../renderer/data/open-session.ts';
import type { DataClient } from '../../../renderer/ports/data.ts';
import './contract.ts';

const ports = 'mahalla' in window ? createElectronPorts() : createBrowserPorts();
let client: DataClient | null = null;
let userId = '';

function open(): DataClient {
  if (!client) throw new Error('nobody has signed in');
  return client;
}

window.faults = {
  async enrol(server, code, login, password) {
    await ports.secrets.enrol(server, code, 'faults');
    const session = await ports.secrets.signIn(login, password);
    userId = session.user.id;
    client = await openSession(ports, session);
  },
  async unlock(password) {
    const { users } = await ports.secrets.state();
    const [user] = users;
    if (!user) throw new Error('nobody can unlock this laptop');
    userId = user.id;
    client = await openSession(ports, await ports.secrets.unlock(user.id, password));
  },
  async save(prefix, count) {
    for (let n = 0; n < count; n += 1) {
      const docId = open().newId();
      const subject = `${prefix} ${n}`;
      const result = await open().commit([
        {
          collection: 'documents',
          docId,
          kind: 'create',
          patch: { journal: 'incoming', kind: 'letter', state: 'draft', subject, text: `${subject} `.repeat(20) },
        },
      ]);
      if (!result.ok) throw new Error(`refused: ${result.failure.code} ${JSON.stringify(result.failure.params)}`);
      for (const op of result.value) await window.told?.(op.id, docId, subject);
    }
  },
  async exchange(tries = 60) {
    for (let n = 0; n < tries; n += 1) {
      await open().sync.now();
      const status = open().sync.status();
      if (status.waiting === 0 && !status.busy && status.problem === null && status.connection === 'online')
        return status;
      await new Promise((done) => setTimeout(done, 250));
    }
    throw new Error(`the exchange does not end: ${JSON.stringify(open().sync.status())}`);
  },
  status: () => open().sync.status(),
  async papers() {
    return new Promise((resolve) => {
      const stop = open().watchList({ collection: 'documents', limit: 100_000 }, (records) => {
        setTimeout(() => stop());
        resolve(Object.fromEntries(records.map((record) => [record.id, record.body.subject])));
      });
    });
  },
  async refusedCount() {
    return (await open().sync.refused()).length;
  },
  get userId() {
    return userId;
  },
  get data() {
    return open();
  },
};
