import { describe, expect, it } from 'vitest';
import { inboxPath } from './attachment-name.ts';

const place = (name: string, mimeType = '', kind: 'image' | 'audio' | 'file' = 'file'): string =>
  inboxPath('2026-11-22', 'om_1', 0, { kind, name, mimeType }).replace(/[0-9a-f]{6}-/, '*-');

describe('inboxPath', () => {
  it.each([
    ['report.pdf', '', 'inbox/2026-11-22/*-report.pdf'],
    ['季度 报告.xlsx', '', 'inbox/2026-11-22/*-季度 报告.xlsx'],
    ['../../etc/passwd', '', 'inbox/2026-11-22/*-passwd'],
    ['..\\..\\boot.ini', '', 'inbox/2026-11-22/*-boot.ini'],
    ['.bashrc', '', 'inbox/2026-11-22/*-bashrc'],
    ['..', '', 'inbox/2026-11-22/*-file'],
    ['', 'image/png', 'inbox/2026-11-22/*-file.png'],
    ['a\u0000b\u202egpj.exe', '', 'inbox/2026-11-22/*-a_b_gpj.exe'],
    ['$(rm -rf).sh', '', 'inbox/2026-11-22/*-_(rm -rf).sh'],
    ['voice', 'audio/ogg; codecs=opus', 'inbox/2026-11-22/*-voice.ogg'],
  ])('%j of type %j is kept as %s', (name, mimeType, expected) => {
    expect(place(name, mimeType)).toBe(expected);
  });

  it('is no longer than file systems allow, and keeps the ending', () => {
    const name = place(`${'很'.repeat(300)}.docx`);
    expect(Buffer.byteLength(name)).toBeLessThan(250);
    expect(name.endsWith('.docx')).toBe(true);
  });

  it('is the same for the same message, and another for each file of it', () => {
    const file = { kind: 'file', name: 'a.txt', mimeType: '' } as const;
    expect(inboxPath('d', 'om_1', 0, file)).toBe(inboxPath('d', 'om_1', 0, file));
    expect(inboxPath('d', 'om_1', 0, file)).not.toBe(inboxPath('d', 'om_1', 1, file));
    expect(inboxPath('d', 'om_1', 0, file)).not.toBe(inboxPath('d', 'om_2', 0, file));
  });
});
