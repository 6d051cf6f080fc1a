import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { MARK_READER_OPTIONS } from './mark-options.ts';

// By its place: its name in the package's exports is no path that a bundler's query can follow.
const modules = import.meta.glob<string>('../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', {
  eager: true,
  query: '?url',
  import: 'default',
});
const wasmUrl = Object.values(modules)[0] ?? '';

interface Asked {
  readonly id: number;
  readonly data: ArrayBuffer;
  readonly width: number;
  readonly height: number;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  postMessage(message: unknown): void;
};
const ready = prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });

scope.onmessage = ({ data: { id, data, width, height } }) => {
  void (async () => {
    try {
      await ready;
      const image = new ImageData(new Uint8ClampedArray(data), width, height);
      const codes = await readBarcodes(image, MARK_READER_OPTIONS);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's has none
      scope.postMessage({ id, texts: codes.filter((code) => code.isValid).map((code) => code.text) });
    } catch {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's has none
      scope.postMessage({ id, texts: null });
    }
  })();
};
