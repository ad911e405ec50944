import { execFileSync } from 'node:child_process';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeWithDocker } from '../../testing/docker-world.ts';
import { closeCell, openCell } from '../../walls/cell.ts';
import { createNetworks } from './networks.ts';

const ip = (...args: string[]) => execFileSync('ip', args);

describeWithDocker('the network of an instance', (engine) => {
  describe.skipIf(process.getuid?.() !== 0)('beside networks of the host (as root)', () => {
    const installation = `t${randomBytes(3).toString('hex')}`;
    const link = `rl${installation}`;
    const id = randomUUID();
    let base: string;
    let networks: ReturnType<typeof createNetworks>;
    beforeEach(() => {
      base = `10.${randomInt(220, 250)}.${randomInt(256)}`;
      networks = createNetworks(engine, installation, `${base}.0/26`);
      ip('link', 'add', link, 'type', 'bridge');
      ip('link', 'set', link, 'up');
    });
    afterEach(async () => {
      await networks.remove(id);
      ip('link', 'del', link);
    });

    test('keeps off an address of the host and a route through it', async () => {
      ip('addr', 'add', `${base}.1/28`, 'dev', link);
      ip('route', 'add', `${base}.24/32`, 'dev', link);
      expect((await networks.ensure(id)).address).toBe(`${base}.34`);
    });

    test('is not made where the host has the whole range, and the sentence says what has it', async () => {
      ip('addr', 'add', `${base}.1/24`, 'dev', link);
      await expect(networks.ensure(id)).rejects.toThrow(
        new RegExp(`uses .*\\(${link}\\).*: set TENANT_SUBNETS`),
      );
      const cell = { installation, image: 'none', tenantSubnets: `${base}.0/26`, ipv6: false };
      const probing = openCell(engine, cell, { id: '0000000a', now: Date.now(), program: '' });
      await expect(probing).rejects.toThrow(/set TENANT_SUBNETS/);
      await closeCell(engine, `rockpool-${installation}-probe-0000000a`);
    });
  });
});
