import { type TSchema, Type } from '@sinclair/typebox';
import type { IPC_METHODS } from '#shared/ipc/desktop-api.ts';
import type { Device, OpenStores } from '#shared/sync/device/create-device.ts';
import { PIECE_BYTES } from '#shared/sync/files/contract.ts';
import type { Transfers } from '#shared/sync/files/transfers.ts';
import type { ScannerFolder } from '../services/scanner-folder.ts';
import type { Handler } from './register.ts';

const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const size = Type.Integer({ minimum: 1, maximum: 1_073_741_824 });
const ref = Type.Object({ hash, size }, { additionalProperties: false });
const named = Type.Object(
  {
    hash,
    size,
    collection: Type.String({ pattern: '^[A-Za-z]{1,32}$' }),
    docId: Type.String({ minLength: 3, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' }),
  },
  { additionalProperties: false },
);
const place = Type.Integer({ minimum: 0, maximum: 1_024 });
const fileName = Type.String({ minLength: 1, maxLength: 255 });

/** What the channels of files and of the scanner's folder take. */
export const ATTACHMENT_CHANNELS = {
  attachments: {
    places: [Type.Array(ref, { maxItems: 10_000 })],
    write: [ref, place, Type.Uint8Array({ maxByteLength: PIECE_BYTES })],
    finish: [ref],
    read: [ref, place],
    send: [named],
    unsend: [named],
    fetch: [named],
    cancel: [hash],
    transfers: [],
    wake: [],
  } satisfies Record<(typeof IPC_METHODS.attachments)[number], readonly TSchema[]>,
  scanner: {
    folder: [],
    choose: [],
    forget: [],
    found: [],
    read: [fileName, place],
    take: [fileName],
  } satisfies Record<(typeof IPC_METHODS.scanner)[number], readonly TSchema[]>,
};

/** An event of files or of the scanner's folder, as it travels to the renderer. */
export type AttachmentEvent =
  { readonly port: 'attachments'; readonly event: unknown } | { readonly port: 'scanner'; readonly event: unknown };

/** Binds the channels of files to the unlocked laptop's own, and those of the scanner's folder to the folder. */
export function createAttachmentHandlers(options: {
  readonly device: Pick<Device, 'stores' | 'onLock'>;
  readonly createTransfers: (stores: OpenStores) => Transfers;
  readonly scanner: ScannerFolder;
  readonly send: (event: AttachmentEvent) => void;
}): ReadonlyMap<string, Handler> {
  const { device, scanner, send } = options;
  let transfers: Transfers | null = null;

  device.onLock(() => {
    transfers?.close();
    transfers = null;
  });

  function open(): Transfers {
    // Rejects with `locked` while nobody has unlocked.
    const stores = device.stores();
    if (!transfers) {
      transfers = options.createTransfers(stores);
      transfers.onTransfer((event) => send({ port: 'attachments', event }));
    }
    return transfers;
  }

  scanner.onFound((event) => send({ port: 'scanner', event }));
  const handlers = new Map<string, Handler>();
  for (const method of Object.keys(ATTACHMENT_CHANNELS.attachments) as (typeof IPC_METHODS.attachments)[number][]) {
    handlers.set(`mahalla:attachments.${method}`, async (...values: never[]) =>
      (open()[method] as unknown as Handler)(...values),
    );
  }
  for (const method of Object.keys(ATTACHMENT_CHANNELS.scanner) as (typeof IPC_METHODS.scanner)[number][]) {
    handlers.set(`mahalla:scanner.${method}`, async (...values: never[]) => {
      device.stores();
      return (scanner[method] as unknown as Handler)(...values);
    });
  }
  return handlers;
}
