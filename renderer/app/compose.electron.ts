import { createElectronPorts } from '../adapters/electron/ports.ts';
import { openSession } from '../data/open-session.ts';
import type { Composition } from './composition.ts';

/** The client in the desktop program: journal, keys, files and network are in the main process. */
export async function compose(): Promise<Composition> {
  const ports = createElectronPorts();
  return {
    secrets: ports.secrets,
    emergencies: ports.emergencies,
    files: ports.files,
    notices: ports.notices,
    national: ports.national,
    defaultServer: ports.defaultServer,
    openSession: (unlocked) => openSession(ports, unlocked),
    onSystem: (listener) => ports.onSystem(listener),
  };
}
