import { CodedError } from '#shared/kernel/result.ts';

/** Reads QR codes of pictures in a worker, so that the page stays quick. Nothing leaves this machine. */
export interface MarkReader {
  /** The texts of all codes in a picture. */
  read(image: ImageData): Promise<readonly string[]>;
  close(): void;
}

/** Starts a reader. */
export function createMarkReader(): MarkReader {
  const worker = new Worker(new URL('./mark-reader.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, { resolve(texts: readonly string[]): void; reject(error: unknown): void }>();
  let count = 0;
  worker.onmessage = ({ data }: MessageEvent<{ id: number; texts: readonly string[] | null }>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.texts) asked?.resolve(data.texts);
    else asked?.reject(new CodedError('mark_unreadable'));
  };
  worker.onerror = () => {
    for (const asked of waiting.values()) asked.reject(new CodedError('unexpected'));
    waiting.clear();
  };
  return {
    read(image) {
      count += 1;
      const id = count;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, data: image.data.buffer, width: image.width, height: image.height }, [
          image.data.buffer,
        ]);
      });
    },
    close: () => worker.terminate(),
  };
}
