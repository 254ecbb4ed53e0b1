import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import type { HotUpgradePrograms } from '../cluster/image/hot-upgrade-programs.js';
import { buildHotUpgradePrograms } from '../cluster/image/hot-upgrade-programs.js';
import { freePorts } from '../cluster/machine/ports.js';
import { waitFor } from '../cluster/wait-for.js';
import type { LoadReport } from '../operator/request-load.js';
import { RequestLoad } from '../operator/request-load.js';
import type { PodPlace } from './hot-sidecar-process.js';
import { SlotProcess } from './hot-sidecar-process.js';

describe("the hot upgrade example's sidecar", () => {
  let programs: HotUpgradePrograms;
  let place: PodPlace;
  let load: RequestLoad | undefined;
  let slots: SlotProcess[] = [];

  before(async () => {
    programs = await buildHotUpgradePrograms();
  });

  beforeEach(async () => {
    const [port = 0] = await freePorts(1);
    place = { programs, folder: await mkdtemp(join(tmpdir(), 'hot-')), port };
  });

  afterEach(async () => {
    await load?.stop();
    load = undefined;
    for (const slot of slots) await slot.crash();
    slots = [];
    await rm(place.folder, { recursive: true });
  });

  const start = (version: string, twin: string): SlotProcess => {
    const slot = new SlotProcess(place, { version, twin });
    slots.push(slot);
    return slot;
  };
  const beginLoad = (): RequestLoad => (load = new RequestLoad([`http://127.0.0.1:${String(place.port)}`]));
  /** So many more requests have been answered. */
  const answered = (count: number): Promise<true> => {
    const { sent } = load!.report;
    return waitFor(`${String(count)} more requests`, () => load!.report.sent >= sent + count);
  };
  const expectNoLoss = ({ failures, keptConnections, keepingClients }: LoadReport): void => {
    expect(failures).to.deep.equal([]);
    expect(keptConnections, 'connections of clients that keep theirs').to.equal(keepingClients);
  };
  /** Version 1 serves clients; then version 20 takes over from it. */
  const handOver = async (): Promise<readonly [SlotProcess, SlotProcess]> => {
    const old = start('1', '0');
    await old.migrate();
    beginLoad();
    await answered(50);
    const fresh = start('20', '1');
    await fresh.migrate();
    await answered(50);
    return [old, fresh];
  };
  const whoServes = async (): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${String(place.port)}/`, { headers: { connection: 'close' } });
    return ((await answer.json()) as { readonly version: string }).version;
  };

  it('does not serve before its hook runs, and does when the hook has ended', async () => {
    const slot = start('1', '0');
    await expectRefused(place.port);
    await slot.migrate();
    expect(await whoServes()).to.equal('1');
  });

  it('may run its hook again', async () => {
    const slot = start('1', '0');
    await slot.migrate();
    await slot.migrate();
    expect(await whoServes()).to.equal('1');
  });

  it('takes over from the version before it, with all connections, and goes on when that one ends', async () => {
    const [old] = await handOver();
    expect(await whoServes()).to.equal('20');
    await old.terminate();
    await answered(50);
    expectNoLoss(await load!.stop());
  });

  it('hands over back and forth, upgrade after upgrade', async () => {
    let [old, current] = await handOver();
    for (const [version, twin] of [
      ['300', '20'],
      ['4000', '300'],
      ['50000', '4000'],
    ] as const) {
      await old.terminate();
      const next = start(version, twin);
      await next.migrate();
      await answered(30);
      [old, current] = [current, next];
    }
    await old.terminate();
    expect(await whoServes()).to.equal('50000');
    expectNoLoss(await load!.stop());
    await current.terminate();
  });

  it('is taken back by the version before when it is stopped, and taken over by the next', async () => {
    const [, fresh] = await handOver();
    await fresh.terminate();
    expect(await whoServes()).to.equal('1');
    await answered(50);
    const next = start('30', '1');
    await next.migrate();
    expect(await whoServes()).to.equal('30');
    await answered(50);
    expectNoLoss(await load!.stop());
  });

  it('is replaced at once by the version before when it crashes: only what it was answering is lost', async () => {
    const [, fresh] = await handOver();
    await fresh.crash();
    await waitFor('version 1 to serve', async () => (await whoServes()) === '1');
    await answered(50);
    // One request of each client at most: their connections were with the version that crashed, new ones are not.
    expect((await load!.stop()).failures.length).to.be.at.most(5);
  });

  it('gives way to a newer version when it is restarted, and stands by for it', async () => {
    const [old, fresh] = await handOver();
    await old.crash();
    const restarted = start('1', '20');
    await restarted.migrate();
    expect(await whoServes()).to.equal('20');
    await fresh.terminate();
    expect(await whoServes()).to.equal('1');
    await answered(50);
    expectNoLoss(await load!.stop());
  });

  it('begins anew when its twin is gone', async () => {
    const slot = start('20', '1');
    await slot.migrate();
    expect(await whoServes()).to.equal('20');
  });

  it('lets a client whose request has only come in part go on with the next version', async () => {
    const old = start('1', '0');
    await old.migrate();
    const socket = connect(place.port, '127.0.0.1');
    let answers = '';
    socket.setEncoding('utf8').on('data', (text: string) => (answers += text));
    const count = (): number => answers.split('"version"').length - 1;
    // Two requests at once, the first of which takes a while: the second is read too early, and goes along.
    socket.write('GET /?waitMs=1000 HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n');
    const fresh = start('20', '1');
    const migrating = fresh.migrate();
    await waitFor('the first answer', () => count() === 1);
    socket.write('\r\n');
    await waitFor('the second answer', () => count() === 2);
    await migrating;
    socket.destroy();
  });
});

function expectRefused(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve());
    socket.on('connect', () => reject(new Error('somebody listens')));
  });
}
