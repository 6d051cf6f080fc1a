import { createBrowserPorts } from '../adapters/browser/ports.ts';
import { openSession } from '../data/open-session.ts';
import type { Composition } from './composition.ts';

/** The client in a plain browser: the same screens and the same exchange over weaker storage. */
export async function compose(): Promise<Composition> {
  // Asks the browser not to clear our storage when the disk gets full; it may say no.
  await navigator.storage?.persist?.().catch(() => false);
  const ports = createBrowserPorts();
  return {
    secrets: ports.secrets,
    emergencies: ports.emergencies,
    files: ports.files,
    notices: ports.notices,
    national: ports.national,
    defaultServer: window.location.origin,
    openSession: (unlocked) => openSession(ports, unlocked),
    onSystem: (listener) => ports.onSystem(listener),
  };
}
