import { describe } from 'vitest';
import { testDecisions } from '../testing/decide-cases.ts';
import { after, answers, day, fresh, runs, silent, withChannel } from '../testing/facts.ts';

describe('a computer that is as it is wanted', () => {
  testDecisions([
    [
      'a well instance is left alone until the next look',
      {},
      { action: 'nothing', reason: 'ready', nextWakeAt: after(60_000) },
    ],
    [
      'expiry comes before the next look',
      { wanted: { state: 'running', reason: 'entitled', next: after(5_000) } },
      { action: 'nothing', nextWakeAt: after(5_000) },
    ],
    [
      'just started and not verified, it is looked at every two seconds, for somebody waits',
      { row: { verifiedAt: null, readyAt: after(-179_999) } },
      { action: 'nothing', nextWakeAt: after(2_000) },
    ],
    [
      'so it is at the moment it is ready, whenever it was ready before',
      { row: { ...fresh, readyAt: after(-day) } },
      { action: 'nothing', phase: 'running', nextWakeAt: after(2_000) },
    ],
    [
      'so it is when settings were just accepted',
      { row: { verifiedAt: null }, settingsAt: after(-179_999) },
      { action: 'nothing', nextWakeAt: after(2_000) },
    ],
    [
      'so is a channel that connects then',
      { gateway: withChannel('connecting'), settingsAt: after(-1_000) },
      { action: 'nothing', phase: 'running', nextWakeAt: after(2_000) },
    ],
    [
      'so is a channel that connects for a wish that is being taken over',
      { gateway: withChannel('connecting'), row: { specVersion: 2 } },
      { action: 'nothing', phase: 'running', nextWakeAt: after(2_000) },
    ],
    [
      'set up three minutes ago and not spoken to, it is looked at less',
      { row: { verifiedAt: null }, settingsAt: after(-180_000) },
      { nextWakeAt: after(6_000) },
    ],
    [
      'and less and less',
      { row: { verifiedAt: null, readyAt: after(-600_000) } },
      { nextWakeAt: after(20_000) },
    ],
    [
      'set up long ago and never spoken to, it costs no more than others',
      { row: { verifiedAt: null } },
      { nextWakeAt: after(60_000) },
    ],
    [
      'a platform that is away costs no more than one that is there',
      { gateway: withChannel('connecting') },
      { action: 'nothing', phase: 'running', nextWakeAt: after(60_000) },
    ],
    [
      'a clock that was moved back makes nobody wait',
      { row: { verifiedAt: null, readyAt: after(day) }, settingsAt: after(day) },
      { nextWakeAt: after(60_000) },
    ],
    [
      'a channel that is connected needs no closer look',
      { gateway: withChannel('connected') },
      { action: 'nothing', phase: 'running', nextWakeAt: after(60_000) },
    ],
    [
      'not set up, there is nothing to verify',
      { configured: false, row: { verifiedAt: null } },
      { nextWakeAt: after(60_000) },
    ],
    [
      'a second provisioner adopts what runs',
      { row: { phase: 'provisioning', phaseReason: 'starting' } },
      { action: 'nothing', phase: 'running' },
    ],
  ]);
});

describe('a computer that is wanted otherwise', () => {
  testDecisions([
    [
      'changed settings are rewritten',
      {
        run: { kind: 'spec', filesHash: 'files-2', restarts: 0, launch: 'program-1' },
        row: { specVersion: 2 },
      },
      { action: 'rewrite', reason: 'settings_changed', phase: 'running' },
    ],
    [
      'files changed on disk are rewritten',
      { seen: { ...runs, filesHash: 'other' } },
      { action: 'rewrite', reason: 'files_drifted', phase: 'running' },
    ],
    [
      'a gateway that has not taken the files over yet is looked at again soon',
      { gateway: answers({ hash: 'older', error: null }) },
      { action: 'wait', reason: 'taking_over', phase: 'running', nextWakeAt: after(1_000) },
    ],
    [
      'a configuration that the gateway refuses is shown with its field',
      {
        gateway: answers({ hash: 'older', error: { path: 'channels.feishu.appId', message: 'is missing' } }),
      },
      {
        action: 'nothing',
        phase: 'running',
        phaseReason: 'config_rejected',
        detail: 'channels.feishu.appId: is missing',
      },
    ],
    [
      'a restart that was asked for is made',
      { run: { kind: 'spec', filesHash: 'files-1', restarts: 1, launch: 'program-1' }, row: { restarts: 1 } },
      { action: 'restart', reason: 'asked', phase: 'provisioning', phaseReason: 'restarting' },
    ],
    [
      'a restart that was made is not made again',
      {
        run: { kind: 'spec', filesHash: 'files-1', restarts: 1, launch: 'program-1' },
        seen: { ...runs, restarts: 1 },
        row: { restarts: 1 },
      },
      { action: 'nothing' },
    ],
    [
      'another program is taken over by a restart',
      { run: { kind: 'spec', filesHash: 'files-1', restarts: 0, launch: 'program-2' } },
      { action: 'restart', reason: 'launch_changed' },
    ],
    [
      'a program file that is missing now disturbs nothing that runs',
      { run: { kind: 'spec', filesHash: 'files-1', restarts: 0, launch: null } },
      { action: 'nothing', reason: 'ready' },
    ],
    [
      'settings that cannot be rendered leave a running instance running',
      { run: { kind: 'error', message: 'The key "k0" is not in the key ring.' } },
      { action: 'nothing', phase: 'running', phaseReason: 'config_rejected' },
    ],
  ]);
});

describe('a gateway that falls silent', () => {
  testDecisions([
    [
      'a gateway that falls silent is not ready, and left alone',
      { gateway: silent },
      { action: 'nothing', phase: 'running', phaseReason: 'not_ready', nextWakeAt: after(2_000) },
    ],
    [
      'silent for a while it is still left alone',
      { gateway: silent, row: { phaseReason: 'not_ready', phaseSince: after(-10_000) } },
      { action: 'nothing', phaseReason: 'not_ready' },
    ],
    [
      'silent for half a minute it is restarted',
      { gateway: silent, row: { phaseReason: 'not_ready', phaseSince: after(-30_000) } },
      { action: 'restart', reason: 'unresponsive' },
    ],
    [
      'answering again it is ready',
      { row: { phaseReason: 'not_ready', phaseSince: after(-10_000) } },
      { action: 'nothing', phaseReason: 'ready', detail: '' },
    ],
  ]);
});
