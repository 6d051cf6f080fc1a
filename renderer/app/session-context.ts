import { createContext, useContext } from 'react';
import type { OfficeInfo, UserInfo } from '#shared/sync/protocol.ts';
import type {
  DeviceState,
  EmergenciesPort,
  FilesPort,
  NoticesPort,
  NationalPort,
  SecretsPort,
} from '#shared/ipc/desktop-api.ts';

/** The unlocked session, as screens see it. */
export interface Session {
  readonly user: UserInfo;
  readonly office: OfficeInfo;
  /** The device's number within the office: its lane in every series of numbers. */
  readonly lane: number;
  readonly device: DeviceState;
  /** For signing (`signContent`) and the public key. */
  readonly publicKey: string;
  readonly secrets: SecretsPort;
  readonly emergencies: EmergenciesPort;
  readonly files: FilesPort;
  readonly notices: NoticesPort;
  /** See `ClientPorts.national`. */
  readonly national: NationalPort | null;
  /** Forgets every key and goes back to the list of people. */
  lock(): void;
}

/** Carries the session to the screens. */
export const SessionContext = createContext<Session | null>(null);

/** The unlocked session. Only inside the frame, where there always is one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no unlocked session');
  return session;
}
