import { notifications } from '@mantine/notifications';
import { cleanup } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

// What jsdom lacks and the components ask for. Only browsers have sizes: everything here is 1366 by 768, and a row
// of a table 41 high.
window.matchMedia = (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
  }) as MediaQueryList;

window.ResizeObserver = class implements ResizeObserver {
  #callback: ResizeObserverCallback;
  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }
  observe(target: Element) {
    const { offsetWidth: width, offsetHeight: height } = target as HTMLElement;
    const rect = new DOMRect(0, 0, width, height);
    const size = [{ blockSize: height, inlineSize: width }];
    this.#callback(
      [{ target, contentRect: rect, borderBoxSize: size, contentBoxSize: size, devicePixelContentBoxSize: size }],
      this,
    );
  }
  unobserve() {}
  disconnect() {}
};

Object.defineProperties(HTMLElement.prototype, {
  offsetWidth: { configurable: true, get: () => 1366 },
  clientWidth: { configurable: true, get: () => 1366 },
  clientHeight: { configurable: true, get: () => 768 },
  offsetHeight: {
    configurable: true,
    get(this: HTMLElement) {
      return this.dataset.index === undefined ? 768 : 41;
    },
  },
});
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
HTMLElement.prototype.getAnimations ??= () => [];
window.print = vi.fn<() => void>();

afterEach(() => {
  // Shared by every test of a worker.
  notifications.clean();
  notifications.cleanQueue();
  cleanup();
  localStorage.clear();
});
