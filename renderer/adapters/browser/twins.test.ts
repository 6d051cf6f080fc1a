import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTwins, type Twins } from './twins.ts';

/** Two places whose copies can be lost, or refuse to take anything more. */
function makePlaces() {
  const places = [new IDBFactory(), new IDBFactory()];
  let full: number | null = null;
  const open = () =>
    createTwins('twins', ['rows'], async () =>
      places.map((place, at) =>
        at === full
          ? new Proxy(place, {
              get: (target, property) => {
                if (property === 'open' && full === at) throw new DOMException('full', 'QuotaExceededError');
                const value: unknown = Reflect.get(target, property);
                return typeof value === 'function' ? value.bind(target) : value;
              },
            })
          : place,
      ),
    );
  return {
    open,
    lose: (at: number) => void (places[at] = new IDBFactory()),
    fill: (at: number | null) => void (full = at),
  };
}

const content = (twins: Twins) =>
  twins.read(async (table) =>
    Promise.all((await table('rows').keys()).map(async (key) => [key, await table('rows').get(key)] as const)),
  );

/** What each copy holds by itself. */
async function copies(places: ReturnType<typeof makePlaces>): Promise<unknown[]> {
  const seen = [];
  for (const lost of [1, 0]) {
    const twins = places.open();
    await content(twins);
    twins.close();
    places.lose(lost);
    const alone = places.open();
    seen.push(await content(alone));
    alone.close();
  }
  return seen;
}

describe('what a browser keeps twice', () => {
  it('is there after either copy was lost, and each copy is whole by itself', async () => {
    const places = makePlaces();
    const first = places.open();
    await first.write(async (table) => {
      await table('rows').put(['a', 0], 'one');
      await table('rows').put(['a', 1], 'two');
    });
    first.close();
    places.lose(0);
    const second = places.open();
    await second.write(async (table) => {
      await table('rows').put(['b', 0], 'three');
      await table('rows').deleteOf('a', 1);
    });
    second.close();
    places.lose(1);
    const rows = [
      [['a', 0], 'one'],
      [['b', 0], 'three'],
    ];
    const third = places.open();
    expect(await content(third)).toEqual(rows);
    third.close();
    expect(await copies(places)).toEqual([rows, rows]);
  });

  it('a write that the second copy did not take is refused, and stands in both or in none before the next', async () => {
    const places = makePlaces();
    const twins = places.open();
    await twins.write((table) => table('rows').put('x', 1));
    let runs = 0;
    const failing = twins.write(async (table) => {
      runs += 1;
      await table('rows').put('x', 2);
      if (runs === 2) throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(failing).rejects.toMatchObject({ name: 'QuotaExceededError' });
    await twins.write((table) => table('rows').put('y', 3));
    expect(await content(twins)).toEqual([
      ['x', 2],
      ['y', 3],
    ]);
    twins.close();
    const rows = [
      ['x', 2],
      ['y', 3],
    ];
    expect(await copies(places)).toEqual([rows, rows]);
  });

  it('a copy that does not open is an error and not an empty beginning', async () => {
    const places = makePlaces();
    places.fill(1);
    const twins = places.open();
    await expect(content(twins)).rejects.toThrow('full');
    twins.close();
  });

  it('two tabs write in turn and see each other’s writes', async () => {
    const places = makePlaces();
    const [one, two] = [places.open(), places.open()];
    for (let n = 0; n < 6; n += 1) await (n % 2 ? one : two).write((table) => table('rows').put(['n', n], n));
    expect(await one.read((table) => table('rows').valuesOf('n'))).toEqual([0, 1, 2, 3, 4, 5]);
    one.close();
    two.close();
  });

  it('loses nothing in any story in which one copy is lost, or stops in a write, at a time', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const), key: fc.nat(4), value: fc.nat(99) }),
      fc.record({ do: fc.constant('delete' as const), key: fc.nat(4), value: fc.constant(0) }),
      fc.record({ do: fc.constant('lose' as const), key: fc.nat(1), value: fc.constant(0) }),
      fc.record({ do: fc.constant('half' as const), key: fc.nat(4), value: fc.nat(99) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const places = makePlaces();
        let twins = places.open();
        const model = new Map<number, number>();
        const restart = () => {
          twins.close();
          twins = places.open();
        };
        const put = (key: number, value: number) => twins.write((table) => table('rows').put(['k', key], value));
        for (const { do: act, key, value } of steps) {
          if (act === 'put') {
            await put(key, value);
            model.set(key, value);
          } else if (act === 'delete') {
            await twins.write((table) => table('rows').delete(['k', key]));
            model.delete(key);
          } else if (act === 'lose') {
            places.lose(key);
            restart();
            // The program looks at what it has as soon as it starts.
            await content(twins);
          } else {
            let runs = 0;
            await twins
              .write(async (table) => {
                runs += 1;
                if (runs === 2) throw new Error('killed');
                await table('rows').put(['k', key], value);
              })
              .catch(() => undefined);
            // Nobody was told that it is saved; it stands in the first copy, and so it stays.
            model.set(key, value);
            restart();
            await content(twins);
          }
        }
        restart();
        expect(await content(twins)).toEqual(
          [...model].toSorted(([a], [b]) => a - b).map(([key, value]) => [['k', key], value]),
        );
        twins.close();
      }),
      { numRuns: 60 },
    );
  });
});
